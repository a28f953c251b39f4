import { NO_ACTIVITY, startAgentThinking, stillGoing } from '../chat/activity.ts';
import type { Activity } from '../chat/change.ts';
import type { LiveStream } from '../chat/stream.ts';
import { EMPTY_OUTBOX } from '../delivery/state.ts';
import type { MessageId, ProfileId, RoomId } from '../model/ids.ts';
import type { Message } from '../model/message.ts';
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
  /** The server goes on writing what the last worker heard: it is followed, or called ended once silent. */
  const streamsOf = (unfinished: readonly Message[], { room }: StoredRoom): Map<MessageId, LiveStream> =>
    new Map(
      unfinished.flatMap((message) =>
        message.type === 'other' && message.roomId === room.id
          ? [[message.id, { message, lastChunkAt: clock.now(), nextIndex: undefined }] as const]
          : [],
      ),
    );

  /** The agent that the last worker heard thinking may still be at it. */
  const activityOf = ({ room, askedAt }: StoredRoom): Activity =>
    askedAt === undefined
      ? NO_ACTIVITY
      : stillGoing(startAgentThinking(NO_ACTIVITY, room, askedAt), clock.now());

  /** The room with its unread messages, which are counted here where no earlier worker got to it. */
  const counted = async (profile: ProfileId, room: StoredRoom): Promise<StoredRoom> => ({
    ...room,
    unread: room.unread ?? (await store.unread(profile, room.room.id, room.readOrder)),
  });

  const stored = async (profile: ServerProfile): Promise<Partial<ReadonlySession>> => {
    const rooms = await Promise.all((await store.rooms(profile.id)).map((room) => counted(profile.id, room)));
    const unfinished = await store.unfinished(profile.id);
    const roomStates = new Map(
      rooms.map((room): [RoomId, ReadonlyRoomState] => {
        const state = { streams: streamsOf(unfinished, room), activity: activityOf(room) };
        return [room.room.id, { ...NEW_ROOM_STATE, ...state }];
      }),
    );
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
