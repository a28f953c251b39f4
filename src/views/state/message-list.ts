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

const edit = (
  ids: readonly MessageId[],
  put: readonly Message[] = [],
  drop: readonly MessageId[] = [],
): ListEdit => ({ ids, put, drop });

const idsOf = (messages: readonly Message[]): MessageId[] => messages.map(({ id }) => id);

/** The last message of each id, in order. */
const sortedUnique = (messages: readonly Message[]): Message[] =>
  [...new Map(messages.map((message) => [message.id, message])).values()].sort(compareMessages);

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

/** Whether a message that is not in the list belongs above all that are. */
export const isAbove = (list: MessageList, message: Message): boolean =>
  list.ids.length > 0 && !list.message(message.id) && position(list, message) === 0;

/** Inserts a message, or replaces the one with its id. `ids` stays the same array where the order does. */
export const putMessage = (list: MessageList, message: Message): ListEdit => {
  const known = list.message(message.id);
  if (known && compareMessages(known, message) === 0) return edit(list.ids, [message]);
  const rest = known ? list.ids.toSpliced(position(list, known), 1) : list.ids;
  const index = position({ ids: rest, message: list.message }, message);
  if (known && list.ids[index] === message.id) return edit(list.ids, [message]);
  return edit(rest.toSpliced(index, 0, message.id), [message]);
};

export const dropMessage = (list: MessageList, id: MessageId): ListEdit => {
  const known = list.message(id);
  return known ? edit(list.ids.toSpliced(position(list, known), 1), [], [id]) : edit(list.ids);
};

/** Drops what the server had when it cleared the room: own messages that it never got stay. */
export const dropServerMessages = (list: MessageList): ListEdit => {
  const stays = (id: MessageId): boolean => {
    const message = list.message(id);
    return message !== undefined && isOursAlone(message);
  };
  return edit(
    list.ids.filter(stays),
    [],
    list.ids.filter((id) => !stays(id)),
  );
};

/** Appends to the text of a message. Does nothing where the message is not in the list. */
export const appendText = (list: MessageList, id: MessageId, text: string): ListEdit => {
  const known = list.message(id);
  return edit(list.ids, known && [{ ...known, text: known.text + text }]);
};

/** Adds a page of older messages. Messages that are in the list already stay as they are. */
export const prependOlder = (list: MessageList, older: readonly Message[]): ListEdit => {
  const added = sortedUnique(older).filter((message) => !list.message(message.id));
  const newest = added.at(-1);
  if (!newest) return edit(list.ids);
  if (position(list, newest) === 0) return edit(idsOf(added).concat(list.ids), added);
  const all = [...added, ...list.ids.flatMap((id) => list.message(id) ?? [])].sort(compareMessages);
  return edit(idsOf(all), added);
};

/**
 * Replaces the list by a snapshot of the newest messages. Where the snapshot begins with a message of the list,
 * the older ones stay, so that the reader is not moved when the worker was replaced.
 */
export const mergeSnapshot = (
  list: MessageList,
  snapshot: readonly Message[],
): ListEdit & { keptOlder: boolean } => {
  const messages = sortedUnique(snapshot);
  const [oldest] = messages;
  const inSnapshot = new Set(idsOf(messages));
  const continues = oldest !== undefined && list.message(oldest.id) !== undefined;
  const kept = list.ids.filter((id) => {
    const message = list.message(id);
    return continues && message && !inSnapshot.has(id) && compareMessages(message, oldest) < 0;
  });
  const keptIds = new Set(kept);
  const dropped = list.ids.filter((id) => !keptIds.has(id) && !inSnapshot.has(id));
  return { ...edit([...kept, ...idsOf(messages)], messages, dropped), keptOlder: kept.length > 0 };
};
