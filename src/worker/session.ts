import { NO_ACTIVITY } from '../chat/activity.ts';
import type { Activity, Change } from '../chat/change.ts';
import type { LiveStream } from '../chat/stream.ts';
import { EMPTY_OUTBOX, type Outbox, withoutRoom } from '../delivery/state.ts';
import type { ConnectionState, Obstacle } from '../model/connection.ts';
import type { MessageId, RoomId, ServerMessageId } from '../model/ids.ts';
import type { Places } from '../model/order.ts';
import type { ServerProfile } from '../model/server.ts';
import type { Settings } from '../model/settings.ts';
import type { AgentList, ServerEntry } from '../relay/to-view.ts';
import type { StoredRoom, Write } from '../store/store.ts';

/** In-memory state of one room, rebuilt at every start. */
export interface RoomState {
  streams: Map<MessageId, LiveStream>;
  activity: Activity;
  composerDisabled: boolean;
  /** The first reply that was heard while the message `to` was in flight, and the newest order before it. */
  answer: Places['answer'];
  /** Whether the history has been read since the room was joined on the present connection: no gap is left. */
  caughtUp: boolean;
}

/** In-memory state of the worker, rebuilt at every start. Only the unit of work may change it. */
export interface Session {
  settings: Settings;
  profile: ServerProfile | undefined;
  key: string | undefined;
  token: string | undefined;
  /** All that were set up. */
  servers: ServerEntry[];
  /** The server's requests are refused for want of a key, whatever its socket says. */
  wantsKey: boolean;
  /** The program that answers in the server's place, as far as is known. */
  obstacle: Obstacle | undefined;
  /** The origin that the browser does not let us read from. */
  blocked: string | undefined;
  agents: AgentList;
  connection: ConnectionState;
  rooms: Map<RoomId, StoredRoom>;
  outbox: Outbox;
  roomStates: Map<RoomId, RoomState>;
  /** The title of the conversation that was open when the server deleted it. */
  closedRoomTitle: string | undefined;
  /** Until when the server answers no more requests (ms since the epoch). */
  limitedUntil: number | undefined;
  storageFault: string | undefined;
}

/** Readonly down to the leaves. Lists stay assignable to the contract's, whose values nothing changes in place. */
type DeepReadonly<T> =
  T extends ReadonlyMap<infer K, infer V>
    ? ReadonlyMap<K, DeepReadonly<V>>
    : T extends ReadonlySet<infer V>
      ? ReadonlySet<V>
      : T extends string | number | boolean | undefined | readonly unknown[]
        ? T
        : { readonly [K in keyof T]: DeepReadonly<T[K]> };

/** The session as all but the unit of work see it. */
export type ReadonlySession = DeepReadonly<Session>;
export type ReadonlyRoomState = DeepReadonly<RoomState>;
export type ReadonlyRoom = DeepReadonly<StoredRoom>;

export const NO_AGENTS: AgentList = { status: 'unknown', agents: [] };

/** The session's fields that belong to a server, while none is entered. */
export const noServer = () => ({
  profile: undefined,
  key: undefined,
  token: undefined,
  wantsKey: false,
  obstacle: undefined,
  blocked: undefined,
  agents: NO_AGENTS,
  rooms: new Map<RoomId, StoredRoom>(),
  outbox: EMPTY_OUTBOX,
  roomStates: new Map<RoomId, ReadonlyRoomState>(),
  closedRoomTitle: undefined,
});

/** A session in which no server is entered. */
export const emptySession = (settings: Settings): ReadonlySession => ({
  ...noServer(),
  settings,
  servers: [],
  connection: { type: 'idle' },
  limitedUntil: undefined,
  storageFault: undefined,
});

const newRoomState = (): RoomState => ({
  streams: new Map(),
  activity: NO_ACTIVITY,
  composerDisabled: false,
  answer: undefined,
  caughtUp: false,
});

/** The state of a room of which nothing has been heard. */
export const NEW_ROOM_STATE: ReadonlyRoomState = newRoomState();

/** The state of a room, whether or not anything has been heard of it. */
export const roomStateOf = (session: ReadonlySession, roomId: RoomId): ReadonlyRoomState =>
  session.roomStates.get(roomId) ?? NEW_ROOM_STATE;

/** The state of a room, to be changed. */
export const changeableRoomState = (session: Session, roomId: RoomId): RoomState => {
  const state = session.roomStates.get(roomId) ?? newRoomState();
  session.roomStates.set(roomId, state);
  return state;
};

/** Takes what was written over into the session, which holds of storage what is needed all the time. */
export const takeOverWrite = (session: Session, write: Write): void => {
  switch (write.type) {
    case 'room':
      session.rooms.set(write.room.room.id, write.room);
      break;
    case 'remove-room':
      session.rooms.delete(write.roomId);
      session.roomStates.delete(write.roomId);
      session.outbox = withoutRoom(session.outbox, write.roomId);
      break;
    case 'message':
    // The outbox is handed over as a whole.
    case 'outbox':
    case 'remove-from-outbox':
    case 'remove-message':
    case 'clear-room':
    case 'draft':
      break;
    default:
      write satisfies never;
  }
};

/** Takes a change over into the state of its room. Streams grow here; storage follows. `now`: ms since the epoch. */
export const takeOverChange = (session: Session, change: Change, now: number): void => {
  switch (change.type) {
    case 'append': {
      const live = changeableRoomState(session, change.roomId).streams.get(change.id);
      if (!live) break;
      live.message = { ...live.message, text: live.message.text + change.text };
      live.lastChunkAt = now;
      break;
    }
    case 'put': {
      const { message } = change;
      if (message.type === 'own') break;
      const { streams } = changeableRoomState(session, message.roomId);
      const { nextIndex } = streams.get(message.id) ?? {};
      if (message.reply === 'streaming') streams.set(message.id, { message, lastChunkAt: now, nextIndex });
      else streams.delete(message.id);
      break;
    }
    case 'removed':
      changeableRoomState(session, change.roomId).streams.delete(change.id);
      break;
    case 'cleared':
      changeableRoomState(session, change.roomId).streams.clear();
      break;
    case 'activity':
      changeableRoomState(session, change.roomId).activity = change.activity;
      break;
    case 'composer':
      changeableRoomState(session, change.roomId).composerDisabled = change.disabled;
      break;
    default:
      change satisfies never;
  }
};

/** A piece of a stream: where it belongs. */
export interface Chunk {
  roomId: RoomId;
  serverId: ServerMessageId;
  index: number;
}

/** Notes up to which chunk a stream is known. */
export const takeOverChunk = (session: Session, { roomId, serverId, index }: Chunk): void => {
  for (const stream of changeableRoomState(session, roomId).streams.values()) {
    if (stream.message.serverId === serverId) stream.nextIndex = index + 1;
  }
};
