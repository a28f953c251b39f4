import { useRef } from 'preact/hooks';
import { useWatch } from '../../hooks/use-signal-layout-effect.ts';
import { attachedOf } from '../../state/attached-file.ts';
import type { Conversation } from '../../state/conversation.ts';
import type { Draft } from './use-draft.ts';

export interface Edit {
  /** Gives the edit up, and back what stood in the composer before. */
  cancel(): void;
  /** It was sent. */
  done(): void;
}

/** Writing one's last message anew: while `conversation.editing` names it, the composer holds its words. */
export const useEdit = (conversation: Conversation, draft: Draft, focus: () => void): Edit => {
  const { beforeEdit } = conversation;
  const current = useRef(conversation.editing.peek());

  useWatch(() => {
    const editing = conversation.editing.value;
    if (editing === current.current) return;
    if (editing) {
      if (!current.current) beforeEdit.value = draft.value.peek();
      draft.change(editing.text, 'soon');
      conversation.attached.value = attachedOf(editing.attachments);
      focus();
    }
    current.current = editing;
  });

  const end = (): void => {
    conversation.editing.value = undefined;
    conversation.attached.value = [];
    draft.change(beforeEdit.peek(), 'now');
    beforeEdit.value = '';
  };

  return {
    cancel: () => {
      end();
      focus();
    },
    done: () => {
      if (draft.value.peek() === '') end();
      else conversation.editing.value = undefined;
    },
  };
};
