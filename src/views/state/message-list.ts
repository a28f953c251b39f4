import type { MessageId } from '../../model/ids.ts';
import { compareMessages, isOursAlone, type Message } from '../../model/message.ts';

/** The messages of a conversation: their order, and each by its id. */
export interface MessageList {
  readonly ids: readonly MessageId[];
  message(id: MessageId): Message | undefined;
}

/** A change of the list: the new order, the messages to set and the ones to drop. */
export interface ListEdit {
  readonly ids: readonly MessageId[];
  readonly put: readonly Message[];
  readonly drop: readonly MessageId[];
}

/** The index at which `message` is or belongs, by binary search. */
const position = (list: MessageList, message: Message): number => {
  let low = 0;
  let high = list.ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const id = list.ids[middle];
    const other = id === undefined ? undefined : list.message(id);
    if (other && compareMessages(other, message) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
};

const without = (ids: readonly MessageId[], index: number): readonly MessageId[] =>
  ids.slice(0, index).concat(ids.slice(index + 1));

/** Inserts a message, or replaces the one with its id. `ids` stays the same array where the order does. */
export const putMessage = (list: MessageList, message: Message): ListEdit => {
  const known = list.message(message.id);
  if (known && compareMessages(known, message) === 0) return { ids: list.ids, put: [message], drop: [] };
  const rest = known ? without(list.ids, position(list, known)) : list.ids;
  const index = position({ ids: rest, message: list.message }, message);
  if (known && list.ids[index] === message.id) return { ids: list.ids, put: [message], drop: [] };
  return { ids: [...rest.slice(0, index), message.id, ...rest.slice(index)], put: [message], drop: [] };
};

export const dropMessage = (list: MessageList, id: MessageId): ListEdit => {
  const known = list.message(id);
  if (!known) return { ids: list.ids, put: [], drop: [] };
  return { ids: without(list.ids, position(list, known)), put: [], drop: [id] };
};

/** Drops what the server had when it cleared the room: own messages that it never got stay. */
export const dropServerMessages = (list: MessageList): ListEdit => {
  const stays = (id: MessageId): boolean => {
    const message = list.message(id);
    return message !== undefined && isOursAlone(message);
  };
  return { ids: list.ids.filter(stays), put: [], drop: list.ids.filter((id) => !stays(id)) };
};

/** Appends to the text of a message. Does nothing where the message is not in the list. */
export const appendText = (list: MessageList, id: MessageId, text: string): ListEdit => {
  const known = list.message(id);
  return { ids: list.ids, put: known ? [{ ...known, text: known.text + text }] : [], drop: [] };
};

/** Adds a page of older messages. Messages that are in the list already stay as they are. */
export const prependOlder = (list: MessageList, older: readonly Message[]): ListEdit => {
  const fresh = [...new Map(older.map((message) => [message.id, message])).values()].filter(
    (message) => !list.message(message.id),
  );
  if (fresh.length === 0) return { ids: list.ids, put: [], drop: [] };
  fresh.sort(compareMessages);
  const newest = fresh.at(-1);
  const ids = fresh.map(({ id }) => id);
  if (newest && position(list, newest) === 0) return { ids: ids.concat(list.ids), put: fresh, drop: [] };
  const all = [...fresh, ...list.ids.flatMap((id) => list.message(id) ?? [])].sort(compareMessages);
  return { ids: all.map(({ id }) => id), put: fresh, drop: [] };
};

/**
 * Replaces the list by a snapshot of the newest messages. Where the snapshot begins with a message of the list,
 * the older ones stay, so that the reader is not moved when the worker was replaced.
 */
export const mergeSnapshot = (
  list: MessageList,
  snapshot: readonly Message[],
): ListEdit & { keptOlder: boolean } => {
  const sorted = [...new Map(snapshot.map((message) => [message.id, message])).values()].sort(
    compareMessages,
  );
  const oldest = sorted[0];
  const inSnapshot = new Set(sorted.map((message) => message.id));
  const joins = oldest !== undefined && list.message(oldest.id) !== undefined;
  const kept = joins
    ? list.ids.flatMap((id) => {
        const message = list.message(id);
        return message && !inSnapshot.has(id) && compareMessages(message, oldest) < 0 ? [id] : [];
      })
    : [];
  const keeps = new Set(kept);
  return {
    ids: [...kept, ...sorted.map((message) => message.id)],
    put: sorted,
    drop: list.ids.filter((id) => !keeps.has(id) && !inSnapshot.has(id)),
    keptOlder: kept.length > 0,
  };
};
