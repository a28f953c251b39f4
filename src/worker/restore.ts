import type { Api } from '../api/client.ts';
import type { ApiResult } from '../api/request.ts';
import type { Clock } from '../model/clock.ts';
import type { RoomId } from '../model/ids.ts';
import { isChosen, type Room } from '../model/room.ts';
import type { ServerProfile } from '../model/server.ts';
import { dialect } from '../wire/dialect.ts';
import type { Incoming } from './incoming.ts';
import type { Ledger } from './ledger.ts';
import { pendingMessage } from './pending-message.ts';
import { lifeOf, type Session, waitingIn } from './session.ts';

/** When a server that could not be asked is asked again: after 5 s, 10 s, 20 s … a minute. */
const FIRST_MS = 5_000;
const LONGEST_MS = 60_000;

/**
 * Brings back the rooms that the settings or the outbox name, and storage does not have: the browser may have
 * evicted it, or a later version may have written it.
 */
export interface Restorer {
  /** Reads from the server what is missing. What cannot be asked for now is asked for again by itself. */
  restore(): void;
  /** Whether a server has to be asked again. */
  isWaiting(): boolean;
}

export interface RestorerDeps {
  session: Session;
  ledger: Ledger;
  incoming: Incoming;
  clock: Clock;
  api: () => Api | undefined;
  /** The room is there again. */
  onRestored: (roomId: RoomId) => Promise<void>;
  /** Of all that was missing the server has said what it knows. */
  onAsked: () => void;
  /** It has to be asked again. */
  onWaiting: () => void;
  onFault: (error: unknown) => void;
}

export const createRestorer = (deps: RestorerDeps): Restorer => {
  const { session, ledger, incoming, clock } = deps;
  let asked: Api | undefined;
  let tries = 0;
  let isWaiting = false;
  let stopWaiting = (): void => {};

  const missing = (): RoomId[] => {
    const waiting = [...session.outbox.values()].map(({ roomId }) => roomId);
    const named = session.profile?.roomId;
    return [...new Set(named ? [named, ...waiting] : waiting)].filter((id) => !session.rooms.has(id));
  };

  /** What waits in the room is to be seen in it. */
  const showWaiting = async (room: Room): Promise<void> => {
    for (const entry of waitingIn(session, room.id)) {
      if (await incoming.find(room.id, { clientId: entry.messageId })) continue;
      const message = pendingMessage(room, entry, lifeOf(session, room.id).lastAt, clock.now());
      await ledger.apply([{ type: 'put', message }]);
    }
  };

  const keep = (room: Room, profile: ServerProfile): Promise<boolean> =>
    ledger.alone(async () => {
      if (session.profile?.id !== profile.id || session.rooms.has(room.id)) return false;
      const unread = { headAt: undefined, tailReached: false, preview: '', readAt: undefined };
      await ledger.commit([{ type: 'room', room: { room, updatedAt: clock.now(), ...unread } }], []);
      await showWaiting(room);
      return true;
    });

  /** Whether all that is missing could be asked for. */
  const restoreAll = async (api: Api, profile: ServerProfile): Promise<boolean> => {
    for (const id of missing()) {
      const room = await readRoom(api, profile, id);
      if (room === 'not reached') return false;
      // What waits in it must not wait unseen, whatever its server knows of it.
      const isKept = room !== 'unknown' || waitingIn(session, id).length > 0;
      if (!isKept || deps.api() !== api) continue;
      if (await keep(room === 'unknown' ? bareRoom(profile, id) : room, profile)) await deps.onRestored(id);
    }
    return true;
  };

  const restore = (): void => {
    const api = deps.api();
    const { profile } = session;
    if (!api || !profile || asked === api || missing().length === 0) return;
    asked = api;
    stopWaiting();
    void restoreAll(api, profile)
      .then((isDone) => {
        if (asked === api) asked = undefined;
        isWaiting = !isDone && deps.api() === api;
        tries = isWaiting ? tries + 1 : 0;
        if (!isWaiting) return deps.onAsked();
        stopWaiting = clock.after(Math.min(LONGEST_MS, FIRST_MS * 2 ** (tries - 1)), restore);
        deps.onWaiting();
      })
      .catch(deps.onFault);
  };

  return { restore, isWaiting: () => isWaiting };
};

/** What is known of a room without asking: who speaks in it. */
const bareRoom = ({ entityId, userName, messageServerId }: ServerProfile, id: RoomId): Room => ({
  id,
  title: id,
  entityId,
  userName,
  messageServerId,
});

const readRoom = async (
  api: Api,
  profile: ServerProfile,
  id: RoomId,
): Promise<Room | 'unknown' | 'not reached'> => {
  const bare = bareRoom(profile, id);
  if (!dialect(profile.dialect).hasChannels) return bare;
  const channel = await api.channel(id);
  if (!channel.ok) return isUnknown(channel) ? 'unknown' : 'not reached';
  const [participants, agents] = await Promise.all([api.participants(id), api.agents()]);
  if (!participants.ok || !agents.ok) return 'not reached';
  const ids: readonly string[] = participants.value;
  const members = agents.value.agents.filter((agent) => ids.includes(agent.id));
  const { name } = channel.value;
  const [first] = members;
  if (members.length > 1) {
    return {
      ...bare,
      title: name ?? id,
      agents: members.map((agent) => ({ id: agent.id, name: agent.name })),
    };
  }
  return {
    ...bare,
    title: first?.name ?? id,
    ...(first && { agentId: first.id, agentName: first.name }),
    ...(isChosen(name) ? { title: name } : { untitled: true }),
  };
};

/** The server answered that there is no such room for us. */
const isUnknown = (answer: ApiResult<unknown>): boolean =>
  !answer.ok && answer.error.kind === 'status' && [400, 403, 404].includes(answer.error.status);
