import type { Change } from '../chat/change.ts';
import { isDuplicate, merge, recognise } from '../chat/merge.ts';
import { newest, type PlacedRow, placeRows, type RowBounds } from '../chat/place-rows.ts';
import { isEqual } from '../model/equal.ts';
import type { MessageId } from '../model/ids.ts';
import { isOursAlone, type Message } from '../model/message.ts';
import type { Room } from '../model/room.ts';
import type { WireMessage } from '../wire/events.ts';
import { orderBeneath } from './beneath.ts';
import type { Chance, Clock } from './clock.ts';
import type { KnownMessages } from './known-messages.ts';
import { isRemoved } from './removed.ts';
import type { ReadonlyRoom, ReadonlySession } from './session.ts';
import { placesIn } from './session-reads.ts';
import type { ReadonlyStore } from './store-view.ts';

export interface RowMergerDeps {
  store: Pick<ReadonlyStore, 'page'>;
  session: ReadonlySession;
  known: KnownMessages;
  clock: Clock;
  chance: Chance;
}

/** A row as it was merged, and where it stood before: nowhere yet, or among the messages that wait. */
interface Merged extends Pick<PlacedRow, 'order' | 'floor'> {
  message: Message;
  isChanged: boolean;
}

/** What rows of the history change, and which messages were stored for them before. */
export interface MergedRows {
  changes: Change[];
  known: ReadonlyMap<WireMessage, Message>;
}

/**
 * Merges rows of the history, newest first. The result is what they change: nothing for those that are here. Unknown
 * rows go between `bounds`; without, after the head of the room: they were missed since. Those that are older than
 * all that is here go above it.
 */
export const createRowMerger =
  ({ store, session, known, clock, chance }: RowMergerDeps) =>
  async (room: Room, rows: readonly WireMessage[], bounds?: RowBounds): Promise<MergedRows> => {
    const knownRows = new Map<WireMessage, Message>();
    const merged = new Map<MessageId, Merged>();
    const removals: Change[] = [];
    for (const row of [...rows].reverse()) {
      const ids = {
        ...(row.serverId && { serverId: row.serverId }),
        ...(row.clientId && { clientId: row.clientId }),
      };
      if (isRemoved(session, room.id, ids)) continue;
      const found = await known.sight(room.id, ids);
      if (found.stored) knownRows.set(row, found.stored);
      const latest = (message?: Message) => message && (merged.get(message.id)?.message ?? message);
      const again = row.clientId && merged.get(row.clientId)?.message;
      const stored = again ?? latest(found.stored);
      const holder = latest(found.holder ?? (found.stored?.id === stored?.id ? undefined : found.stored));
      const { wire, known: sighting } = recognise(row, {
        room,
        stored,
        holder,
        now: clock.now(),
        places: placesIn(session, room.id),
        mintId: () => chance.uuid() as MessageId,
      });
      const message = merge(wire, sighting);
      const before = merged.get(message.id);
      const isChanged = !isEqual(sighting.stored, message);
      merged.set(message.id, {
        ...(before ?? standing(message, sighting.stored, sighting.holder)),
        message,
        isChanged: isChanged || before?.isChanged === true,
      });
      if (message.type === 'own' && (isChanged || message.serverId !== row.serverId)) {
        removals.push(...(await known.removeDuplicate({ ...message, serverId: row.serverId })));
      }
    }
    const beneath = async (row: Message, upper: number | undefined) =>
      session.profile && orderBeneath(store, session.profile.id, row, upper);
    const changes = await placed([...merged.values()], session.rooms.get(room.id), bounds, beneath);
    return { changes: [...changes, ...removals], known: knownRows };
  };

/** Where a merged message stood: in its place, in that of its duplicate, or nowhere that it could stay. */
const standing = (
  message: Message,
  stored: Message | undefined,
  holder: Message | undefined,
): Pick<PlacedRow, 'order' | 'floor'> => {
  if (!stored) return { order: undefined };
  if (!isOursAlone(stored)) return { order: stored.order };
  const isHeld = holder !== undefined && stored.type === 'own' && isDuplicate(holder, stored);
  return isHeld ? { order: message.order } : { order: undefined, floor: stored.order };
};

/** The changed messages, each in its place. `beneath`: the order that a row comes after, of those below an order. */
const placed = async (
  merged: readonly Merged[],
  room: Partial<ReadonlyRoom> = {},
  given: RowBounds | undefined,
  beneath: (row: Message, upper: number | undefined) => Promise<number | undefined>,
): Promise<Change[]> => {
  const rows = merged.map(({ message, ...row }) => ({ ...row, at: message.at }));
  const { above, below = Infinity } = given ?? { above: room.headOrder };
  const { tail, tailReached } = room;
  const firstNewer = rows.findIndex(({ at, order }) => order !== undefined || !tail || at > tail.at);
  const older = above === undefined || tailReached ? 0 : firstNewer < 0 ? rows.length : firstNewer;
  const oldest = merged[older];
  const over = rows.slice(older).find(({ order = -Infinity }) => order > (above ?? -Infinity))?.order;
  const heard =
    oldest && oldest.order === undefined
      ? await beneath(oldest.message, Math.min(over ?? Infinity, below))
      : undefined;
  const orders = [
    ...placeRows(rows.slice(0, older), { below: tail?.order }),
    ...placeRows(rows.slice(older), { ...given, above: newest(above, heard) }),
  ];
  return merged.flatMap(({ message, isChanged }, index): Change[] =>
    isChanged ? [{ type: 'put', message: { ...message, order: orders[index] ?? message.order } }] : [],
  );
};
