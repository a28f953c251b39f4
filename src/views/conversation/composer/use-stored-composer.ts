import { batch, effect } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { decodeEdit, decodeFiles, type UnsentFile } from '../../../model/unsent.ts';
import { text } from '../../i18n/text.ts';
import type { PlaceStorage } from '../../platform/platform.ts';
import { EDIT, FILES, keyOf, type PlaceOf } from '../../platform/view-storage.ts';
import type { Attached } from '../../state/attached-file.ts';
import type { Conversation } from '../../state/conversation.ts';

const attachedFrom = ({ id, name, bytes, attachment }: UnsentFile): Attached => {
  const common = { id, name, ...(bytes !== undefined && { bytes }) };
  return attachment
    ? { ...common, state: 'done', attachment }
    : { ...common, state: 'failed', why: text('attach_interrupted') };
};

/** What is kept of the files. `isLast`: the view goes, and with it what was being uploaded. */
const unsentOf = (attached: readonly Attached[], isLast: boolean): UnsentFile[] =>
  attached.flatMap((file): UnsentFile[] => {
    const { id, name, bytes } = file;
    const common = { id, name, ...(bytes !== undefined && { bytes }) };
    if (file.state === 'done') return [{ ...common, attachment: file.attachment }];
    return isLast && file.state === 'uploading' ? [common] : [];
  });

/**
 * Keeps what the composer holds besides its text over the views that come and go: the files that were uploaded,
 * which message is being written anew, and what stood there before. What another view sends is sent here too.
 */
export const useUnsent = (conversation: Conversation, storage: PlaceStorage, of: PlaceOf): void => {
  const { attached, editing, beforeEdit } = conversation;

  const keep = (key: string, value: unknown): void => {
    try {
      if (value === undefined) storage.removeItem(key);
      else storage.setItem(key, JSON.stringify(value));
    } catch {
      // It is full, or closed to us: then it lives as long as the view.
    }
  };
  const keepFiles = (isLast: boolean): void => {
    const files = unsentOf(attached.value, isLast);
    keep(keyOf(FILES, of), files.length > 0 ? files : undefined);
  };
  const read = (key: string): string | null => {
    try {
      return storage.getItem(key);
    } catch {
      return null;
    }
  };
  const files = (): readonly UnsentFile[] => decodeFiles(read(keyOf(FILES, of)));

  // Before anything of it is rendered.
  useMemo(() => {
    if (attached.peek().length > 0 || editing.peek()) return;
    const edit = decodeEdit(read(keyOf(EDIT, of)));
    const message = edit && conversation.message(edit.id)?.peek();
    batch(() => {
      attached.value = files().map(attachedFrom);
      if (message?.kind !== 'own') return;
      editing.value = message;
      beforeEdit.value = edit?.before ?? '';
    });
  }, []);

  useEffect(() => {
    // What comes from another view is kept by that one, with what it was uploading.
    let fromElsewhere = false;
    const stops = [
      effect(() => {
        if (attached.value && !fromElsewhere) keepFiles(false);
      }),
      effect(() => {
        const id = editing.value?.id;
        keep(keyOf(EDIT, of), id && { id, before: beforeEdit.value });
      }),
    ];
    const onHide = (): void => keepFiles(true);
    const onElsewhere = ({ key, newValue }: StorageEvent): void => {
      if (key === keyOf(FILES, of) && !attached.peek().some(({ state }) => state === 'uploading')) {
        fromElsewhere = true;
        attached.value = files()
          .filter(({ attachment }) => attachment)
          .map(attachedFrom);
        fromElsewhere = false;
      }
      if (key === keyOf(EDIT, of) && newValue === null) editing.value = undefined;
    };
    addEventListener('pagehide', onHide);
    addEventListener('storage', onElsewhere);
    return () => {
      for (const stop of stops) stop();
      removeEventListener('pagehide', onHide);
      removeEventListener('storage', onElsewhere);
    };
  }, []);
};
