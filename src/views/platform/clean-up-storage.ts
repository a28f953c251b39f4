import { effect } from '@preact/signals';
import type { ViewModel } from '../state/view-model.ts';
import type { PlaceStorage } from './platform.ts';
import { sweepPlaces } from './view-storage.ts';

/** Forgets where the reader was in a room, or at a server, when that goes. */
export const sweepPlacesOf = (model: ViewModel, storage: PlaceStorage): void => {
  effect(() => {
    const current = model.profile.value?.id;
    const servers = model.servers.value.map(({ id }) => id);
    const rooms = model.rooms.value.map(({ room }) => room.id);
    const open = model.conversation.value?.room.value.id;
    // What storage does not tell of may be there nevertheless.
    if (current === undefined || model.storageFault.value !== undefined) return;
    // A conversation that goes keeps its place once more: after that.
    setTimeout(() => sweepPlaces(storage, servers, current, open ? [...rooms, open] : rooms));
  });
};
