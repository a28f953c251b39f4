import type { MessageId } from '../../model/ids.ts';
import { compareMessages, isOursAlone, type Message } from '../../model/message.ts';

/** The messages that are shown: their order, and each by its id. */
export interface MessageList {
  readonly ids: readonly MessageId[];
  message(id: MessageId): Message | undefined;
}

/** What is to be done to what is shown: the new order, and the entries to write and to drop. */
export interface ListEdit {
  readonly ids: readonly MessageId[];
  readonly put: readonly Message[];
  readonly drop: readonly MessageId[];
}

/** Where `message` belongs, or stands: found by halving, so that it costs the same in a long history. */
const position = (shown: MessageList, message: Message): number => {
  let low = 0;
  let high = shown.ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const id = shown.ids[middle];
    const other = id === undefined ? undefined : shown.message(id);
    if (other && compareMessages(other, message) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
};

const without = (ids: readonly MessageId[], index: number): readonly MessageId[] =>
  ids.slice(0, index).concat(ids.slice(index + 1));

/** Inserts a message, or replaces the one of the same id; the order is left alone where it holds. */
export const putMessage = (shown: MessageList, message: Message): ListEdit => {
  const known = shown.message(message.id);
  if (known && compareMessages(known, message) === 0) return { ids: shown.ids, put: [message], drop: [] };
  const rest = known ? without(shown.ids, position(shown, known)) : shown.ids;
  const index = position({ ids: rest, message: shown.message }, message);
  if (known && shown.ids[index] === message.id) return { ids: shown.ids, put: [message], drop: [] };
  return { ids: [...rest.slice(0, index), message.id, ...rest.slice(index)], put: [message], drop: [] };
};

export const dropMessage = (shown: MessageList, id: MessageId): ListEdit => {
  const known = shown.message(id);
  if (!known) return { ids: shown.ids, put: [], drop: [] };
  return { ids: without(shown.ids, position(shown, known)), put: [], drop: [id] };
};

/** The room was cleared on the server: what the server never had is nowhere else, and stays. */
export const dropServerMessages = (shown: MessageList): ListEdit => {
  const stays = (id: MessageId): boolean => {
    const message = shown.message(id);
    return message !== undefined && isOursAlone(message);
  };
  return { ids: shown.ids.filter(stays), put: [], drop: shown.ids.filter((id) => !stays(id)) };
};

/** A stream has grown. A message that is not shown is none of ours. */
export const appendText = (shown: MessageList, id: MessageId, text: string): ListEdit => {
  const known = shown.message(id);
  return { ids: shown.ids, put: known ? [{ ...known, text: known.text + text }] : [], drop: [] };
};

/** Adds a page of older messages; what is shown already is newer than the page and stays. */
export const prependOlder = (shown: MessageList, older: readonly Message[]): ListEdit => {
  const fresh = [...new Map(older.map((message) => [message.id, message])).values()].filter(
    (message) => !shown.message(message.id),
  );
  if (fresh.length === 0) return { ids: shown.ids, put: [], drop: [] };
  fresh.sort(compareMessages);
  const newest = fresh.at(-1);
  const ids = fresh.map(({ id }) => id);
  if (newest && position(shown, newest) === 0) return { ids: ids.concat(shown.ids), put: fresh, drop: [] };
  const all = [...fresh, ...shown.ids.flatMap((id) => shown.message(id) ?? [])].sort(compareMessages);
  return { ids: all.map(({ id }) => id), put: fresh, drop: [] };
};

/**
 * Takes a snapshot of the newest messages in place of what is shown. Older pages that were read already stay
 * where the snapshot joins on to them, so that a replaced worker does not move the reader.
 */
export const mergeSnapshot = (
  shown: MessageList,
  snapshot: readonly Message[],
): ListEdit & { keptOlder: boolean } => {
  const sorted = [...new Map(snapshot.map((message) => [message.id, message])).values()].sort(
    compareMessages,
  );
  const oldest = sorted[0];
  const inSnapshot = new Set(sorted.map((message) => message.id));
  const joins = oldest !== undefined && shown.message(oldest.id) !== undefined;
  const kept = joins
    ? shown.ids.flatMap((id) => {
        const message = shown.message(id);
        return message && !inSnapshot.has(id) && compareMessages(message, oldest) < 0 ? [id] : [];
      })
    : [];
  const keeps = new Set(kept);
  return {
    ids: [...kept, ...sorted.map((message) => message.id)],
    put: sorted,
    drop: shown.ids.filter((id) => !keeps.has(id) && !inSnapshot.has(id)),
    keptOlder: kept.length > 0,
  };
};
