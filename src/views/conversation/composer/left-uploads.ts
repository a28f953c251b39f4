import { effect } from '@preact/signals';
import type { AttachedFile } from '../../state/attached-file.ts';
import type { Conversation } from '../../state/conversation.ts';

interface LeftUploads {
  conversation: Conversation;
  ids: ReadonlySet<string>;
}

const LISTS = ['attached', 'filesBeforeEdit'] as const;
const isUploading = ({ type }: AttachedFile): boolean => type === 'uploading';

/** The uploads of this page whose conversation was closed before they ended, by the conversation's key. */
const left = new Map<string, LeftUploads>();

/** Must be called when the conversation is closed. Returns whether any of its uploads goes on. */
export const leaveUploads = (key: string, conversation: Conversation): boolean => {
  const files = LISTS.flatMap((list) => conversation[list].peek().filter(isUploading));
  if (files.length > 0) left.set(key, { conversation, ids: new Set(files.map(({ id }) => id)) });
  return files.length > 0;
};

/**
 * Must be called when the conversation is opened, with the files that were stored of it: those whose upload went on
 * meanwhile are shown as far as they are by now, and followed to their end.
 */
export const takeUpUploads = (key: string, conversation: Conversation): void => {
  const { conversation: before, ids } = left.get(key) ?? {};
  left.delete(key);
  if (!before || !ids || before === conversation) return;
  for (const list of LISTS) {
    const stop = effect(() => {
      const files = before[list].value;
      conversation[list].value = conversation[list]
        .peek()
        .flatMap((file) => (ids.has(file.id) ? (files.find(({ id }) => id === file.id) ?? []) : file));
      if (!files.some(isUploading)) queueMicrotask(() => stop());
    });
  }
};
