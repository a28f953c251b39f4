import { startAgentThinking, stillGoing } from '../chat/activity.ts';
import type { LiveStream } from '../chat/stream.ts';
import { EMPTY_OUTBOX } from '../delivery/state.ts';
import type { MessageId, ProfileId, RoomId } from '../model/ids.ts';
import type { ServerProfile } from '../model/server.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { StoredRoom } from '../store/store.ts';
import type { Clock } from './clock.ts';
import { listServers } from './servers.ts';
import { NEW_ROOM_STATE, noServer, type ReadonlyRoomState, type ReadonlySession } from './session.ts';
import type { ReadonlyStore } from './store-view.ts';
import type { Transaction } from './transaction.ts';

export interface LoaderDeps {
  store: ReadonlyStore;
  settingsStore: SettingsStore;
  clock: Clock;
}

/**
 * Reads into the session what is stored of a server, and takes up what the last worker left half done: replies that
 * were being written, thinking, messages in flight.
 */
export const createLoader = ({ store, settingsStore, clock }: LoaderDeps) => {
  /** The agent that the last worker heard thinking may still be at it. */
  const thinking = async (
    profile: ProfileId,
    { room }: StoredRoom,
    state: ReadonlyRoomState,
  ): Promise<ReadonlyRoomState> => {
    const last = (await store.page(profile, room.id, 1)).messages[0];
    const lastAt = last?.serverTime ? Math.max(state.lastAt, last.at) : state.lastAt;
    if (last?.type !== 'own' || last.delivery.type !== 'sent') return { ...state, lastAt };
    return {
      ...state,
      lastAt,
      activity: stillGoing(startAgentThinking(state.activity, room, last.at), clock.now()),
    };
  };

  /** The server goes on writing what the last worker heard: it is followed, or called ended once silent. */
  const streamsOf = async (
    profile: ProfileId,
    { room }: StoredRoom,
  ): Promise<ReadonlyRoomState['streams']> => {
    const streams = new Map<MessageId, LiveStream>();
    for (const message of await store.unfinished(profile, room.id)) {
      if (message.type !== 'other') continue;
      streams.set(message.id, { message, lastChunkAt: clock.now(), nextIndex: undefined });
    }
    return streams;
  };

  const stateOf = async (profile: ProfileId, stored: StoredRoom): Promise<ReadonlyRoomState> =>
    thinking(profile, stored, {
      ...NEW_ROOM_STATE,
      streams: await streamsOf(profile, stored),
      lastAt: stored.headAt ?? 0,
      unread: await store.unread(profile, stored.room.id, stored.readAt ?? 0),
    });

  const stored = async (profile: ServerProfile): Promise<Partial<ReadonlySession>> => {
    const rooms = await store.rooms(profile.id);
    const roomStates = new Map<RoomId, ReadonlyRoomState>();
    for (const room of rooms) roomStates.set(room.room.id, await stateOf(profile.id, room));
    const entries = await store.outbox(profile.id);
    return {
      profile,
      key: await settingsStore.key(profile.id),
      token: await settingsStore.token(profile.id),
      rooms: new Map(rooms.map((room) => [room.room.id, room])),
      roomStates,
      outbox: { ...EMPTY_OUTBOX, entries: new Map(entries.map((entry) => [entry.messageId, entry])) },
    };
  };

  return async (tx: Transaction, profile: ServerProfile | undefined): Promise<void> => {
    const servers = await listServers(settingsStore, store, profile?.id);
    const found = profile && (await stored(profile));
    await tx.commit({ session: { ...noServer(), servers, ...found } });
    const entries = [...(found?.outbox?.entries.values() ?? [])];
    if (profile) await tx.apply([], { inputs: [{ type: 'loaded', entries }] });
  };
};
