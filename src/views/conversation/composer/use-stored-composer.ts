import { batch, effect } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import { decodeEdit, decodeFiles, type UnsentFile, withChanges } from '../../../model/unsent.ts';
import { text } from '../../i18n/text.ts';
import type { ViewStorage } from '../../platform/platform.ts';
import { EDIT, FILES, type RoomKey, storageKey } from '../../platform/view-storage.ts';
import type { AttachedFile } from '../../state/attached-file.ts';
import type { Conversation } from '../../state/conversation.ts';
import { leaveUploads, takeUpUploads } from './left-uploads.ts';

const toAttachedFile = ({ id, name, bytes, attachment }: UnsentFile): AttachedFile => {
  const preview = attachment?.preview;
  const common = { id, name, ...(bytes !== undefined && { bytes }), ...(preview && { preview }) };
  return attachment
    ? { ...common, type: 'done', attachment }
    : { ...common, type: 'failed', why: text('attach_interrupted') };
};

/** The files to store. `isHidden`: the view is being closed, which interrupts its uploads. */
const toUnsentFiles = (attached: readonly AttachedFile[], isHidden: boolean): UnsentFile[] =>
  attached.flatMap((file): UnsentFile[] => {
    const { id, name, bytes } = file;
    const common = { id, name, ...(bytes !== undefined && { bytes }) };
    switch (file.type) {
      case 'done':
        return [{ ...common, attachment: file.attachment }];
      case 'uploading':
        return isHidden ? [common] : [];
      case 'failed':
        return [];
      default:
        return file satisfies never;
    }
  });

/** Reads and writes an entry. Ignores errors: then it lasts as long as the view. */
const storedEntry = (storage: ViewStorage, key: string) => ({
  key,
  read: (): string | null => {
    try {
      return storage.getItem(key);
    } catch {
      return null;
    }
  },
  /** Undefined removes the entry. */
  write: (value: unknown): void => {
    try {
      if (value === undefined) storage.removeItem(key);
      else storage.setItem(key, JSON.stringify(value));
    } catch {
      // Storage is full or blocked.
    }
  },
});
type StoredEntry = ReturnType<typeof storedEntry>;

/** Goes on with the stored edit, which another view may have begun. */
const restoreEdit = (conversation: Conversation, edit: StoredEntry): void => {
  const stored = decodeEdit(edit.read());
  const message = stored && conversation.message(stored.id)?.peek();
  if (message?.type !== 'own') return;
  if (conversation.editing.peek()?.id !== message.id) conversation.editing.value = message;
  // After the effects of an edit that begins here.
  conversation.beforeEdit.value = stored?.before ?? '';
  conversation.filesBeforeEdit.value = (stored?.files ?? []).map(toAttachedFile);
};

const restore = (conversation: Conversation, files: StoredEntry, edit: StoredEntry): void => {
  const { attached, editing } = conversation;
  if (attached.peek().length > 0 || editing.peek()) return;
  batch(() => {
    attached.value = decodeFiles(files.read()).map(toAttachedFile);
    restoreEdit(conversation, edit);
  });
};

/** Stores the files and the edit whenever they change, and follows what other views store. Returns how to stop. */
const synchronise = (conversation: Conversation, files: StoredEntry, edit: StoredEntry): (() => void) => {
  const { attached, editing, beforeEdit, filesBeforeEdit } = conversation;
  // Another view stores its own files, those that it still uploads too.
  let isFromOtherView = false;
  // A hidden page may go on for a moment, and its uploads with it.
  let isHidden = false;
  /** What is stored, as far as this view knows: what differs from it was changed by another view. */
  let known: readonly UnsentFile[] = decodeFiles(files.read());
  const writeFiles = (): void => {
    const unsent = toUnsentFiles(attached.value, isHidden);
    const stored = withChanges(decodeFiles(files.read()), known, unsent);
    known = unsent;
    files.write(stored.length > 0 ? stored : undefined);
  };
  const writeEdit = (): void => {
    const id = editing.value?.id;
    edit.write(id && { id, before: beforeEdit.value, files: toUnsentFiles(filesBeforeEdit.value, isHidden) });
  };
  const stopFiles = effect(() => {
    if (attached.value && !isFromOtherView) writeFiles();
  });
  const stopEdit = effect(writeEdit);
  const onPageHide = (): void => {
    isHidden = true;
    writeFiles();
    writeEdit();
  };
  const onPageShow = (): void => {
    isHidden = false;
  };
  const onStorage = ({ key, newValue }: StorageEvent): void => {
    if (key === files.key) {
      const stored = decodeFiles(files.read()).filter(({ attachment }) => attachment);
      isFromOtherView = true;
      attached.value = withChanges(attached.peek(), known, stored.map(toAttachedFile));
      isFromOtherView = false;
      known = stored;
    }
    if (key === edit.key) {
      if (newValue === null) editing.value = undefined;
      else restoreEdit(conversation, edit);
    }
  };
  addEventListener('pagehide', onPageHide);
  addEventListener('pageshow', onPageShow);
  addEventListener('storage', onStorage);
  return () => {
    // The page may be closed before the conversation is opened again, which ends what is still uploaded.
    if (!isHidden && leaveUploads(files.key, conversation)) onPageHide();
    stopFiles();
    stopEdit();
    removeEventListener('pagehide', onPageHide);
    removeEventListener('pageshow', onPageShow);
    removeEventListener('storage', onStorage);
  };
};

/**
 * Keeps in storage what the composer holds besides its draft: the uploaded files, the message that is edited, and
 * the text before the edit. Restores them before the first paint.
 */
export const useStoredComposer = (conversation: Conversation, storage: ViewStorage, room: RoomKey): void => {
  useLayoutEffect(() => {
    const files = storedEntry(storage, storageKey(FILES, room));
    const edit = storedEntry(storage, storageKey(EDIT, room));
    restore(conversation, files, edit);
    takeUpUploads(files.key, conversation);
    return synchronise(conversation, files, edit);
  }, []);
};
