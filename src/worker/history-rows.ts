import type { Change } from '../chat/change.ts';
import { merge, recognise } from '../chat/merge.ts';
import { isEqual } from '../model/equal.ts';
import type { MessageId } from '../model/ids.ts';
import type { Message } from '../model/message.ts';
import type { Room } from '../model/room.ts';
import type { WireMessage } from '../wire/events.ts';
import type { Chance, Clock } from './clock.ts';
import type { KnownMessages } from './known-messages.ts';
import { isRemoved } from './removed.ts';
import type { ReadonlySession } from './session.ts';

export interface RowMergerDeps {
  session: ReadonlySession;
  known: KnownMessages;
  clock: Clock;
  chance: Chance;
}

/** What rows of the history change, and which messages were stored for them before. */
export interface MergedRows {
  changes: Change[];
  known: ReadonlyMap<WireMessage, Message>;
}

/** The place of rows among the stored messages: between these orders. */
export interface RowBounds {
  above?: number | undefined;
  below?: number | undefined;
}

/** Merges rows of the history, newest first. The result is what they change: nothing for those that are here. */
export const createRowMerger =
  ({ session, known, clock, chance }: RowMergerDeps) =>
  async (room: Room, rows: readonly WireMessage[], _bounds?: RowBounds): Promise<MergedRows> => {
    const knownRows = new Map<WireMessage, Message>();
    const merged = new Map<MessageId, Message>();
    const changed = new Set<MessageId>();
    const removals: Change[] = [];
    for (const row of [...rows].reverse()) {
      const ids = {
        ...(row.serverId && { serverId: row.serverId }),
        ...(row.clientId && { clientId: row.clientId }),
      };
      if (isRemoved(session, room.id, ids)) continue;
      const found = await known.sight(room.id, ids);
      if (found.stored) knownRows.set(row, found.stored);
      const latest = (message?: Message) => message && (merged.get(message.id) ?? message);
      const again = row.clientId && merged.get(row.clientId);
      const stored = again ?? latest(found.stored);
      const holder = latest(found.holder ?? (found.stored?.id === stored?.id ? undefined : found.stored));
      const mintId = () => chance.uuid() as MessageId;
      const { wire, known: sighting } = recognise(row, { room, stored, holder, now: clock.now(), mintId });
      const message = merge(wire, sighting);
      merged.set(message.id, message);
      const isChanged = !isEqual(sighting.stored, message);
      if (isChanged) changed.add(message.id);
      if (message.type === 'own' && (isChanged || message.serverId !== row.serverId)) {
        removals.push(...(await known.removeDuplicate({ ...message, serverId: row.serverId })));
      }
    }
    const puts = [...changed].flatMap((id): Change[] => {
      const message = merged.get(id);
      return message ? [{ type: 'put', message }] : [];
    });
    return { changes: [...puts, ...removals], known: knownRows };
  };
