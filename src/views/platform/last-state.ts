import { effect } from '@preact/signals';
import { decodeLastState, type LastState } from '../../relay/last-state.ts';
import type { ViewModel } from '../state/view-model.ts';
import type { ViewStorage } from './platform.ts';

const KEY = 'last';

/** Stores what is shown whenever it changes, so that the next view need not wait for the worker. */
export const keepLastState = (model: ViewModel, storage: ViewStorage): void => {
  effect(() => {
    if (model.isEarly.value) return;
    const profile = model.profile.value;
    const roomId = model.conversation.value?.room.value.id;
    const servers = model.servers.value;
    const settings = model.settings.value;
    try {
      if (!profile || !roomId || model.storageFault.value !== undefined) storage.removeItem(KEY);
      else storage.setItem(KEY, JSON.stringify({ profile, servers, settings, roomId } satisfies LastState));
    } catch {
      // Storage is full or blocked: the next view waits for the worker.
    }
  });
};

/** Reads what a view showed last; undefined where that was no conversation, or it cannot be read. */
export const readLastState = (storage: ViewStorage): LastState | undefined => {
  try {
    return decodeLastState(JSON.parse(storage.getItem(KEY) ?? 'null'));
  } catch {
    return undefined;
  }
};
