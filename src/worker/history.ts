import type { Api } from '../api/client.ts';
import type { ApiError } from '../api/request.ts';
import { endThinking } from '../chat/activity.ts';
import type { Change } from '../chat/change.ts';
import { PAGE_SIZE, readBack } from '../delivery/catch-up.ts';
import type { DiagnosticsLog } from '../diagnostics/log.ts';
import type { ProfileId, RoomId } from '../model/ids.ts';
import type { Message } from '../model/message.ts';
import { justAfter } from '../model/time.ts';
import type { WireMessage } from '../wire/events.ts';
import { createRowMerger, type RowMergerDeps } from './history-rows.ts';
import { roomStateOf } from './session.ts';
import { hasHistory } from './session-reads.ts';
import type { ReadonlyStore } from './store-view.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** Reads the history of the server, and brings it together with what is here. */
export interface History {
  /**
   * Reads all that was said since the room was last known. No gap is left as long as `isCurrent` holds: what is said
   * after the connection was lost, it cannot know.
   */
  catchUp(roomId: RoomId, isCurrent: () => boolean): Promise<ApiError | undefined>;
  /** A page of older messages: of those here, else of the server's. */
  loadOlder(
    roomId: RoomId,
    before: Message,
    limit?: number,
  ): Promise<{ messages: Message[]; hasOlder: boolean } | ApiError>;
  /** Merges rows that were read, newest first. */
  mergeRows(roomId: RoomId, rows: readonly WireMessage[]): Promise<void>;
}

export interface HistoryDeps extends RowMergerDeps {
  store: ReadonlyStore;
  unit: UnitOfWork;
  api: () => Api | undefined;
  log: Pick<DiagnosticsLog, 'undecodable'>;
}

export const createHistory = (deps: HistoryDeps): History => {
  const { store, session, unit } = deps;
  const changesOf = createRowMerger(deps);

  const load = (api: Api, roomId: RoomId) => async (page: { limit: number; before?: number }) => {
    const answer = await api.history(roomId, page);
    if (answer.ok) answer.value.reasons.forEach(deps.log.undecodable);
    return answer;
  };

  /** Before the history was read for the first time something may have been heard: no gap may open after it. */
  const oldestAt = async (profile: ProfileId, roomId: RoomId): Promise<number | undefined> => {
    const { messages } = await store.page(profile, roomId, Number.MAX_SAFE_INTEGER);
    return messages.find(({ serverTime }) => serverTime)?.at;
  };

  /** The end of the thinking that the history answers. */
  const answered = (roomId: RoomId): Change[] => {
    const { activity } = roomStateOf(session, roomId);
    return activity.thinking ? [{ type: 'activity', roomId, activity: endThinking(activity) }] : [];
  };

  const catchUp: History['catchUp'] = async (roomId, isCurrent) => {
    const api = deps.api();
    const { profile } = session;
    const room = session.rooms.get(roomId);
    if (!api || !room || !profile) return undefined;
    const { headAt } = room;
    const since = headAt ?? (await oldestAt(profile.id, roomId));
    const isKnown = (row: WireMessage): boolean =>
      since === undefined || (row.createdAt !== undefined && row.createdAt < since);
    const read = await readBack(load(api, roomId), isKnown);
    if (!read.ok) return read.error;
    await unit.transact(async (tx) => {
      const stored = session.rooms.get(roomId);
      if (!stored || session.profile?.id !== profile.id) return;
      const [latest] = read.rows;
      const isAnswered = latest !== undefined && latest.senderId !== stored.room.entityId;
      const changes = await changesOf(stored.room, read.rows);
      await tx.apply([...changes, ...(isAnswered ? answered(roomId) : [])]);
      const newest = read.rows.find((row) => row.createdAt !== undefined)?.createdAt;
      // A message that was heard meanwhile, on a connection that is gone, may be older than all that was read.
      const isSure = headAt !== undefined || isCurrent();
      const head = read.rows.find((row) => row.createdAt !== undefined);
      const { serverId, clientId } = head ?? {};
      const known = await deps.known.find(roomId, {
        ...(serverId && { serverId }),
        ...(clientId && { clientId }),
      });
      const patch = {
        headAt: (isSure ? newest : await oldestAt(profile.id, roomId)) ?? headAt ?? 0,
        headOrder: (isSure ? known : session.rooms.get(roomId)?.tail)?.order ?? stored.headOrder,
        tailReached: stored.tailReached || (read.end && headAt === undefined),
        // Messages from before the room was first opened here are no news.
        ...(headAt === undefined && { readOrder: known?.order ?? stored.readOrder }),
      };
      await tx.apply([], {
        rooms: new Map([[roomId, patch]]),
        roomStates: new Map([[roomId, { caughtUp: isCurrent() }]]),
      });
    });
    return undefined;
  };

  const loadOlder: History['loadOlder'] = async (roomId, before, limit = PAGE_SIZE) => {
    const { profile } = session;
    const stored = session.rooms.get(roomId);
    if (!profile || !stored) return { messages: [], hasOlder: false };
    const here = await store.page(profile.id, roomId, limit, before);
    if (here.more || stored.tailReached || !hasHistory(session)) {
      return { messages: here.messages, hasOlder: here.more };
    }
    const api = deps.api();
    if (!api) return { messages: here.messages, hasOlder: false };
    const oldest = here.messages[0] ?? before;
    const isOlder = ({ createdAt }: WireMessage): boolean => createdAt !== undefined && createdAt < oldest.at;
    const read = await readBack(load(api, roomId), isOlder, justAfter(oldest.at));
    if (!read.ok) return here.messages.length > 0 ? { messages: here.messages, hasOlder: true } : read.error;
    await unit.transact(async (tx) => {
      // Another server may have been entered while this one took its time.
      if (session.profile?.id !== profile.id) return;
      const changes = await changesOf(stored.room, read.rows, { below: oldest.order });
      const now = session.rooms.get(roomId) ?? stored;
      await tx.commit({
        writes: [
          ...changes.flatMap((change) =>
            change.type === 'put' ? [{ type: 'message' as const, message: change.message }] : [],
          ),
          { type: 'room', room: { ...now, tailReached: read.end } },
        ],
      });
    });
    const page = await store.page(profile.id, roomId, limit, before);
    return { messages: page.messages, hasOlder: page.more || !read.end };
  };

  return {
    catchUp,
    loadOlder,
    mergeRows: (roomId, rows) =>
      unit.transact(async (tx) => {
        const { room } = session.rooms.get(roomId) ?? {};
        if (room) await tx.apply(await changesOf(room, rows));
      }),
  };
};
