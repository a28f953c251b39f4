import { effect } from '@preact/signals';
import type { ViewModel } from '../state/view-model.ts';
import type { ViewStorage } from './platform.ts';
import { removeStaleEntries } from './view-storage.ts';

/** Removes the storage entries of rooms and servers whenever some are removed. */
export const cleanUpStorage = (model: ViewModel, storage: ViewStorage): void => {
  effect(() => {
    const current = model.profile.value?.id;
    const servers = model.servers.value.map(({ id }) => id);
    const rooms = model.rooms.value.flatMap(({ room: { id, madeFrom } }) =>
      madeFrom ? [id, madeFrom] : [id],
    );
    const open = model.conversation.value?.room.value.id;
    // With a storage fault, and before the worker has answered, the lists may lack entries.
    if (current === undefined || model.storageFault.value !== undefined || model.isEarly.value) return;
    // After the unmount of the conversation, which saves its scroll position.
    setTimeout(() => removeStaleEntries(storage, servers, current, open ? [...rooms, open] : rooms));
  });
};
