import { effect } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import { attachedFilesOf } from '../../state/attached-file.ts';
import type { Conversation } from '../../state/conversation.ts';
import type { Draft } from './use-draft.ts';

export interface Edit {
  /** Ends the edit and restores the text that the composer held before. */
  cancel(): void;
  /** Ends the edit after it was sent. Restores the text before it where nothing was added meanwhile. */
  finish(): void;
}

/** Editing the last own message: puts its text and files into the composer when `conversation.editing` is set. */
export const useEdit = (conversation: Conversation, draft: Draft, focusField: () => void): Edit => {
  const { editing, attached, beforeEdit } = conversation;

  useLayoutEffect(() => {
    // An edit that was restored from storage has its text in the draft already.
    let previous = editing.peek();
    return effect(() => {
      const message = editing.value;
      if (message === previous) return;
      if (message) {
        if (!previous) beforeEdit.value = draft.text.peek();
        draft.change(message.text, 'soon');
        attached.value = attachedFilesOf(message.attachments);
        focusField();
      }
      previous = message;
    });
  }, []);

  const end = (): void => {
    editing.value = undefined;
    attached.value = [];
    draft.change(beforeEdit.peek(), 'now');
    beforeEdit.value = '';
  };

  return {
    cancel: () => {
      end();
      focusField();
    },
    finish: () => {
      if (draft.text.peek() === '') end();
      else editing.value = undefined;
    },
  };
};
