import type { Api } from '../api/client.ts';
import type { ApiError } from '../api/request.ts';
import { beginPass, freshRows, PAGE_SIZE } from '../delivery/history-pass.ts';
import type { RoomId } from '../model/ids.ts';
import type { Message } from '../model/message.ts';
import { justAfter } from '../model/time.ts';
import type { WireMessage } from '../wire/events.ts';
import { type CatchUp, type CatchUpDeps, createCatchUp } from './catch-up.ts';
import type { MergedRows } from './history-rows.ts';
import { createPageMerger } from './merge-page.ts';
import { runPass } from './run-pass.ts';
import { hasHistory } from './session-reads.ts';

/** Reads messages that are stored or in the server's history. */
export interface History extends CatchUp {
  /** A page of older messages: of those here, else of the server's. */
  loadOlder(
    roomId: RoomId,
    before: Message,
    limit?: number,
  ): Promise<{ messages: Message[]; hasOlder: boolean } | ApiError>;
  /** Merges rows that were read from the newest one down, newest first. The messages that were stored for them before. */
  mergeRows(roomId: RoomId, rows: readonly WireMessage[]): Promise<MergedRows['known']>;
}

/** The history of a server whose pages lead no further back. */
export const NO_FURTHER: ApiError = { type: 'undecodable', reason: 'its pages lead no further back' };

export const createHistory = (deps: CatchUpDeps): History => {
  const { store, session, unit, clock } = deps;
  const merge = createPageMerger(deps);

  /** Reads older messages than `oldest` from the server, until one that is not here comes. */
  const readOlder = async (api: Api, roomId: RoomId, oldest: Message): Promise<ApiError | undefined> => {
    const { profile } = session;
    const passDeps = { clock, api, roomId, onUndecodable: deps.log.undecodable };
    const first = beginPass({ now: clock.now(), before: justAfter(oldest.at), isAsked: true });
    const result = await runPass(passDeps, first, ({ page, pass, next }) =>
      unit.transact(async (tx) => {
        const stored = session.rooms.get(roomId);
        // Another server may have been entered while this one took its time.
        if (!stored || !profile || session.profile?.id !== profile.id) return undefined;
        const { changes } = await merge(profile.id, stored.room, freshRows(pass, page), {
          below: oldest.order,
        });
        const writes = changes.flatMap((change) =>
          change.type === 'put' ? [{ type: 'message' as const, message: change.message }] : [],
        );
        const step = next({ isReached: writes.length > 0 });
        const tailReached = step.type === 'done' && step.end === 'end';
        await tx.commit({ writes: [...writes, { type: 'room', room: { ...stored, tailReached } }] });
        return step;
      }),
    );
    if (result.type === 'failed') return result.error;
    return result.type === 'ended' && (result.end === 'stuck' || result.end === 'bounded')
      ? NO_FURTHER
      : undefined;
  };

  return {
    ...createCatchUp(deps),
    loadOlder: async (roomId, before, limit = PAGE_SIZE) => {
      const { profile } = session;
      const stored = session.rooms.get(roomId);
      if (!profile || !stored) return { messages: [], hasOlder: false };
      const here = await store.page(profile.id, roomId, limit, before);
      if (here.more || stored.tailReached || !hasHistory(session)) {
        return { messages: here.messages, hasOlder: here.more };
      }
      const api = deps.api();
      if (!api) return { messages: here.messages, hasOlder: false };
      const error = await readOlder(api, roomId, here.messages[0] ?? before);
      if (error) return here.messages.length > 0 ? { messages: here.messages, hasOlder: true } : error;
      const page = await store.page(profile.id, roomId, limit, before);
      return {
        messages: page.messages,
        hasOlder: page.more || session.rooms.get(roomId)?.tailReached === false,
      };
    },
    mergeRows: (roomId, rows) =>
      unit.transact(async (tx) => {
        const { profile } = session;
        const { room } = session.rooms.get(roomId) ?? {};
        if (!profile || !room) return new Map();
        const { changes, known } = await merge(profile.id, room, rows);
        await tx.apply(changes);
        return known;
      }),
  };
};
