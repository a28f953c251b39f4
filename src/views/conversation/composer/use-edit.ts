import { batch, effect } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import { type AttachedFile, attachedFilesOf } from '../../state/attached-file.ts';
import type { Conversation } from '../../state/conversation.ts';
import type { Draft } from './use-draft.ts';

export interface Edit {
  /** Ends the edit and restores the text and the files that the composer held before. */
  cancel(): void;
  /** Ends the edit after it was sent. Restores the text and the files before it, and keeps what was added meanwhile. */
  finish(): void;
}

/** Editing the last own message: puts its text and files into the composer when `conversation.editing` is set. */
export const useEdit = (conversation: Conversation, draft: Draft, focusField: () => void): Edit => {
  const { editing, attached, beforeEdit, filesBeforeEdit } = conversation;

  useLayoutEffect(() => {
    // An edit that was restored from storage has its text in the draft already.
    let previous = editing.peek();
    return effect(() => {
      const message = editing.value;
      if (message === previous) return;
      if (message) {
        if (!previous) {
          beforeEdit.value = draft.text.peek();
          filesBeforeEdit.value = attached.peek();
        }
        draft.change(message.text, 'soon');
        attached.value = attachedFilesOf(message.attachments);
        focusField();
      }
      previous = message;
    });
  }, []);

  const end = (added: string, files: readonly AttachedFile[]): void => {
    const text = [added, beforeEdit.peek()].filter((part) => part !== '').join('\n');
    batch(() => {
      editing.value = undefined;
      attached.value = [...filesBeforeEdit.peek(), ...files];
      beforeEdit.value = '';
      filesBeforeEdit.value = [];
    });
    draft.change(text, 'now');
  };

  return {
    cancel: () => {
      end('', []);
      focusField();
    },
    finish: () => end(draft.text.peek(), attached.peek()),
  };
};
