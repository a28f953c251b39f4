import { NO_ACTIVITY } from '../chat/activity.ts';
import type { Activity } from '../chat/change.ts';
import type { LiveStream } from '../chat/stream.ts';
import type { OutboxEntry } from '../delivery/entry.ts';
import { EMPTY_OUTBOX, type Outbox } from '../delivery/state.ts';
import type { ConnectionState, Obstacle } from '../model/connection.ts';
import type { MessageId, RoomId } from '../model/ids.ts';
import type { ServerProfile } from '../model/server.ts';
import type { Settings } from '../model/settings.ts';
import type { AgentList, RoomSummary, ServerEntry } from '../relay/to-view.ts';
import type { StoredRoom } from '../store/store.ts';

/** What goes on in one room while the worker runs; none of it needs to outlive it. */
export interface RoomLife {
  streams: Map<MessageId, LiveStream>;
  activity: Activity;
  composerDisabled: boolean;
  /** The newest server time that is known in the room. */
  lastAt: number;
  /** How many complete messages of others have come since it was last read. */
  unread: number;
  /** Whether the history has been read since the room was joined on the present line: no gap is left. */
  caughtUp: boolean;
}

/**
 * What the running worker knows: read back from storage at every start, changed only by what was committed.
 */
export interface Session {
  settings: Settings;
  profile: ServerProfile | undefined;
  key: string | undefined;
  token: string | undefined;
  /** All that were set up. */
  servers: ServerEntry[];
  /** The server's requests are refused for want of a key, whatever its socket says. */
  wantsKey: boolean;
  /** What answers in the server's place, as far as is known. */
  obstacle: Obstacle | undefined;
  /** The origin that the browser does not let us read from. */
  blocked: string | undefined;
  agents: AgentList;
  connection: ConnectionState;
  rooms: Map<RoomId, StoredRoom>;
  outbox: Outbox;
  lives: Map<RoomId, RoomLife>;
  /** The title of the conversation that was open when the server deleted it. */
  gone: string | undefined;
  limitedUntil: number | undefined;
  storageFault: string | undefined;
}

export const NO_AGENTS: AgentList = { status: 'unknown', agents: [] };

export const emptySession = (settings: Settings): Session => ({
  settings,
  profile: undefined,
  key: undefined,
  token: undefined,
  servers: [],
  wantsKey: false,
  obstacle: undefined,
  blocked: undefined,
  agents: NO_AGENTS,
  connection: { state: 'idle' },
  rooms: new Map(),
  outbox: EMPTY_OUTBOX,
  lives: new Map(),
  gone: undefined,
  limitedUntil: undefined,
  storageFault: undefined,
});

export const lifeOf = (session: Session, roomId: RoomId): RoomLife => {
  const life = session.lives.get(roomId) ?? {
    streams: new Map(),
    activity: NO_ACTIVITY,
    composerDisabled: false,
    lastAt: 0,
    unread: 0,
    caughtUp: false,
  };
  session.lives.set(roomId, life);
  return life;
};

/** The rooms as a list shows them, the latest first. */
export const summaries = (session: Session): RoomSummary[] =>
  [...session.rooms.values()]
    .sort((a, b) => b.updatedAt - a.updatedAt)
    .map(({ room, preview, updatedAt, readAt }) => ({
      room,
      preview,
      at: updatedAt,
      unread: lifeOf(session, room.id).unread,
      waiting: waitingIn(session, room.id).length,
      readAt,
    }));

/** What waits to go out from one room. */
export const waitingIn = (session: Session, roomId: RoomId): OutboxEntry[] =>
  [...session.outbox.entries.values()].filter((entry) => entry.roomId === roomId);
