import type { MessageIds } from '../chat/event-refs.ts';
import type { RowBounds } from '../chat/place-rows.ts';
import type { MessageId, ProfileId } from '../model/ids.ts';
import type { Room } from '../model/room.ts';
import type { WireMessage } from '../wire/events.ts';
import { createRowMerger, type MergedRows, type RowMergerDeps } from './history-rows.ts';
import { createKnownMessages } from './known-messages.ts';
import type { ReadonlyStore } from './store-view.ts';

export type PageMerger = (
  profile: ProfileId,
  room: Room,
  rows: readonly WireMessage[],
  bounds?: RowBounds,
) => Promise<MergedRows>;

export interface PageMergerDeps extends Omit<RowMergerDeps, 'known'> {
  store: ReadonlyStore;
}

/** Merges the rows of a page of the history. What is stored for them is read in one transaction. */
export const createPageMerger =
  (deps: PageMergerDeps): PageMerger =>
  async (profile, room, rows, bounds) => {
    const ids = rows.flatMap(idsOf);
    const found = await deps.store.messages(profile, room.id, ids);
    const byIds = new Map(ids.map((each, index) => [keyOf(each), found[index]]));
    const known = createKnownMessages(deps.session, {
      message: async (...[of, roomId, each]) => {
        const key = keyOf(each);
        return byIds.has(key) ? byIds.get(key) : deps.store.message(of, roomId, each);
      },
    });
    return createRowMerger({ ...deps, known })(room, rows, bounds);
  };

/** What a row may be stored under. A message that came without its client id is stored under its server id. */
const idsOf = ({ serverId, clientId }: WireMessage): MessageIds[] => [
  ...(clientId ? [{ clientId }] : []),
  ...(serverId ? [{ serverId }, { clientId: serverId as string as MessageId }] : []),
];

const keyOf = ({ serverId, clientId }: MessageIds): string => JSON.stringify([serverId, clientId]);
