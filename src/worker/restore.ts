import type { Api } from '../api/client.ts';
import type { ApiResult } from '../api/request.ts';
import type { Change } from '../chat/change.ts';
import type { Clock } from '../model/clock.ts';
import type { RoomId } from '../model/ids.ts';
import { isChosen, type Room } from '../model/room.ts';
import type { ServerProfile } from '../model/server.ts';
import { codecOf } from '../wire/codecs.ts';
import type { Emit } from './events.ts';
import type { KnownMessages } from './known-messages.ts';
import { pendingMessage } from './pending-message.ts';
import type { ReadonlySession } from './session.ts';
import { placesIn, waitingIn } from './session-reads.ts';
import { showOpenRoom } from './snapshot.ts';
import type { ReadonlyStore } from './store-view.ts';
import type { UnitOfWork } from './unit-of-work.ts';
import { bareRoom, newRoom } from './waiting.ts';

/** When a server that could not be asked is asked again: after 5 s, 10 s, 20 s … a minute. */
const FIRST_MS = 5_000;
const LONGEST_MS = 60_000;

/**
 * Brings back the rooms that the settings or the outbox name, and storage does not have: the browser may have
 * evicted it, or a later version may have written it.
 */
export interface Restorer {
  /** Reads the missing rooms from the server, and asks again by itself where it cannot be reached. */
  restore(): void;
  /** Whether a server has to be asked again. */
  isWaiting(): boolean;
}

export interface RestorerDeps {
  session: ReadonlySession;
  store: ReadonlyStore;
  unit: UnitOfWork;
  known: KnownMessages;
  clock: Clock;
  api: () => Api | undefined;
  emit: Emit;
  onFault: (error: unknown) => void;
}

export const createRestorer = (deps: RestorerDeps): Restorer => {
  const { session, unit, clock } = deps;
  let asked: Api | undefined;
  let tries = 0;
  let isWaiting = false;
  let stopWaiting = (): void => {};

  const missing = (): RoomId[] => {
    const waiting = [...session.outbox.entries.values()].map(({ roomId }) => roomId);
    const named = session.profile?.roomId;
    return [...new Set(named ? [named, ...waiting] : waiting)].filter((id) => !session.rooms.has(id));
  };

  /** The messages that wait in the room, where storage does not have them: they are to be seen in it. */
  const waitingMessages = async (room: Room): Promise<Change[]> => {
    const changes: Change[] = [];
    for (const entry of waitingIn(session, room.id)) {
      if (await deps.known.find(room.id, { clientId: entry.messageId })) continue;
      changes.push({
        type: 'put',
        message: pendingMessage(room, entry, placesIn(session, room.id), clock.now()),
      });
    }
    return changes;
  };

  const keep = (room: Room, profile: ServerProfile): Promise<boolean> =>
    unit.transact(async (tx) => {
      if (session.profile?.id !== profile.id || session.rooms.has(room.id)) return false;
      await tx.commit({ writes: [newRoom(room, clock.now())] });
      await tx.apply(await waitingMessages(room));
      return true;
    });

  /** Whether all that is missing could be asked for. */
  const restoreAll = async (api: Api, profile: ServerProfile): Promise<boolean> => {
    for (const id of missing()) {
      const room = await readRoom(api, profile, id);
      if (room === 'not reached') return false;
      // A message that waits in it must not wait unseen, even if the server knows no such room.
      const isKept = room !== 'unknown' || waitingIn(session, id).length > 0;
      if (!isKept || deps.api() !== api) continue;
      if (!(await keep(room === 'unknown' ? bareRoom(profile, id) : room, profile))) continue;
      if (id === session.profile?.roomId) await showOpenRoom(unit, session, deps.store);
      deps.emit({ type: 'target-changed' });
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
        if (!isWaiting) return deps.emit({ type: 'rooms-restored' });
        stopWaiting = clock.after(Math.min(LONGEST_MS, FIRST_MS * 2 ** (tries - 1)), restore);
        deps.emit({ type: 'restore-waiting' });
      })
      .catch(deps.onFault);
  };

  return { restore, isWaiting: () => isWaiting };
};

const readRoom = async (
  api: Api,
  profile: ServerProfile,
  id: RoomId,
): Promise<Room | 'unknown' | 'not reached'> => {
  const bare = bareRoom(profile, id);
  if (!codecOf(profile.dialect).capabilities.hasChannels) return bare;
  const channel = await api.channel(id);
  if (!channel.ok) return isUnknown(channel) ? 'unknown' : 'not reached';
  const [participants, agents] = await Promise.all([api.participants(id), api.agents()]);
  if (!participants.ok || !agents.ok) return 'not reached';
  const ids = new Set<string>(participants.value);
  const members = agents.value.agents.filter((agent) => ids.has(agent.id));
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
  !answer.ok && answer.error.type === 'status' && [400, 403, 404].includes(answer.error.status);
