import type { Api } from '../api/client.ts';
import type { ApiError } from '../api/request.ts';
import type { Change } from '../chat/change.ts';
import { merge, recognise } from '../chat/merge.ts';
import { PAGE_SIZE, readBack } from '../delivery/catch-up.ts';
import { isEqual } from '../model/equal.ts';
import type { MessageId, ProfileId, RoomId } from '../model/ids.ts';
import type { Message } from '../model/message.ts';
import type { Room } from '../model/room.ts';
import { justAfter } from '../model/time.ts';
import type { Store, StoredRoom } from '../store/store.ts';
import { dialect } from '../wire/dialect.ts';
import type { WireMessage } from '../wire/events.ts';
import type { Chance, Clock } from './clock.ts';
import type { Incoming } from './incoming.ts';
import type { Ledger } from './ledger.ts';
import { isRemoved } from './removed.ts';
import { lifeOf, type Session } from './session.ts';

/** Reading what the server kept, and bringing it together with what is here. */
export interface History {
  /**
   * All that was said since the room was last known, with no gap left as long as `isOnLine` holds: what is
   * said after the line was lost, it cannot know.
   */
  catchUp(roomId: RoomId, isOnLine: () => boolean): Promise<ApiError | undefined>;
  /** A page of older messages: of those here, else of the server's. */
  older(
    roomId: RoomId,
    before: Message,
    limit?: number,
  ): Promise<{ messages: Message[]; hasOlder: boolean } | ApiError>;
  takeRows(roomId: RoomId, rows: readonly WireMessage[]): Promise<void>;
}

export interface HistoryDeps {
  store: Store;
  session: Session;
  ledger: Ledger;
  incoming: Incoming;
  clock: Clock;
  chance: Chance;
  api: () => Api | undefined;
  onUndecodable: (reason: string) => void;
}

export const createHistory = (deps: HistoryDeps): History => {
  const { store, session, ledger, incoming, clock, chance } = deps;

  const load = (api: Api, roomId: RoomId) => async (page: { limit: number; before?: number }) => {
    const answer = await api.history(roomId, page);
    if (answer.ok) answer.value.reasons.forEach(deps.onUndecodable);
    return answer;
  };

  /** What the rows change: nothing for those that are here as they are. */
  const changesOf = async (room: Room, rows: readonly WireMessage[]): Promise<Change[]> => {
    const merged = new Map<MessageId, Message>();
    const changed = new Set<MessageId>();
    const twins: Change[] = [];
    for (const row of [...rows].reverse()) {
      const ids = {
        ...(row.serverId && { serverId: row.serverId }),
        ...(row.clientId && { clientId: row.clientId }),
      };
      if (isRemoved(session, room.id, ids)) continue;
      const found = await incoming.sight(room.id, ids);
      const latest = (message?: Message) => message && (merged.get(message.id) ?? message);
      const again = row.clientId && merged.get(row.clientId);
      const stored = again ?? latest(found.stored);
      const holder = latest(found.holder ?? (found.stored?.id === stored?.id ? undefined : found.stored));
      const mintId = () => chance.uuid() as MessageId;
      const { wire, known } = recognise(row, { room, stored, holder, now: clock.now(), mintId });
      const message = merge(wire, known);
      merged.set(message.id, message);
      const isChanged = !isEqual(known.stored, message);
      if (isChanged) changed.add(message.id);
      if (message.kind === 'own' && (isChanged || message.serverId !== row.serverId)) {
        twins.push(...(await incoming.twinOf({ ...message, serverId: row.serverId })));
      }
    }
    const puts = [...changed].flatMap((id): Change[] => {
      const message = merged.get(id);
      return message ? [{ type: 'put', message }] : [];
    });
    return [...puts, ...twins];
  };

  const takeRows: History['takeRows'] = (roomId, rows) =>
    ledger.alone(async () => {
      const { room } = session.rooms.get(roomId) ?? {};
      if (room) await ledger.apply(await changesOf(room, rows));
    });

  /** Before the history was read for the first time something may have been heard: no gap may open after it. */
  const oldestAt = async (profile: ProfileId, roomId: RoomId): Promise<number | undefined> => {
    const { messages } = await store.page(profile, roomId, Number.MAX_SAFE_INTEGER);
    return messages.find(({ serverTime }) => serverTime)?.at;
  };

  const catchUp: History['catchUp'] = async (roomId, isOnLine) => {
    const api = deps.api();
    const { profile } = session;
    const known = session.rooms.get(roomId);
    if (!api || !known || !profile) return undefined;
    const { headAt } = known;
    const since = headAt ?? (await oldestAt(profile.id, roomId));
    const isKnown = (row: WireMessage): boolean =>
      since === undefined || (row.createdAt !== undefined && row.createdAt < since);
    const read = await readBack(load(api, roomId), isKnown);
    if (!read.ok) return read.error;
    await ledger.alone(async () => {
      const stored = session.rooms.get(roomId);
      if (!stored || session.profile?.id !== profile.id) return;
      const [latest] = read.rows;
      const isAnswered = latest !== undefined && latest.senderId !== stored.room.entityId;
      const changes = await changesOf(stored.room, read.rows);
      await ledger.apply([...changes, ...(isAnswered ? incoming.answered(roomId) : [])]);
      const newest = read.rows.find((row) => row.createdAt !== undefined)?.createdAt;
      // What was heard meanwhile, on a line that is gone, may be older than all that was read.
      const isSure = headAt !== undefined || isOnLine();
      const room: StoredRoom = {
        ...(session.rooms.get(roomId) ?? stored),
        headAt: (isSure ? newest : await oldestAt(profile.id, roomId)) ?? headAt ?? 0,
        tailReached: stored.tailReached || (read.end && headAt === undefined),
        // What was said before the room was first opened here is no news.
        ...(headAt === undefined && { readAt: Math.max(stored.readAt ?? 0, newest ?? 0) }),
      };
      await ledger.commit([{ type: 'room', room }], []);
      lifeOf(session, roomId).caughtUp = isOnLine();
    });
    return undefined;
  };

  const older: History['older'] = async (roomId, before, limit = PAGE_SIZE) => {
    const { profile } = session;
    const stored = session.rooms.get(roomId);
    if (!profile || !stored) return { messages: [], hasOlder: false };
    const here = await store.page(profile.id, roomId, limit, before);
    const isAll = stored.tailReached || !dialect(profile.dialect).hasHistory;
    if (here.more || isAll) return { messages: here.messages, hasOlder: here.more };
    const api = deps.api();
    if (!api) return { messages: here.messages, hasOlder: false };
    const oldest = here.messages[0] ?? before;
    const isOlder = ({ createdAt }: WireMessage): boolean => createdAt !== undefined && createdAt < oldest.at;
    const read = await readBack(load(api, roomId), isOlder, justAfter(oldest.at));
    if (!read.ok) return here.messages.length > 0 ? { messages: here.messages, hasOlder: true } : read.error;
    await ledger.alone(async () => {
      // Another server may have been entered while this one took its time.
      if (session.profile?.id !== profile.id) return;
      const changes = await changesOf(stored.room, read.rows);
      const now = session.rooms.get(roomId) ?? stored;
      await ledger.commit(
        [
          ...changes.flatMap((change) =>
            change.type === 'put' ? [{ type: 'message' as const, message: change.message }] : [],
          ),
          { type: 'room', room: { ...now, tailReached: read.end } },
        ],
        [],
      );
    });
    const page = await store.page(profile.id, roomId, limit, before);
    return { messages: page.messages, hasOlder: page.more || !read.end };
  };

  return { catchUp, older, takeRows };
};
