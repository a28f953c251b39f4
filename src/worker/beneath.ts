import type { ProfileId } from '../model/ids.ts';
import { isOursAlone, type Message } from '../model/message.ts';
import type { ReadonlyStore } from './store-view.ts';

/** How many stored messages are looked through. */
const MOST = 50;

/**
 * The order of the stored message that a row of the history comes after, where none of its page tells it: the newest
 * one beneath `upper` that the server has and that is not newer than the row. Something may have been heard there
 * before the history was read. Undefined where none is found.
 */
export const orderBeneath = async (
  store: Pick<ReadonlyStore, 'page'>,
  profile: ProfileId,
  row: Message,
  upper = Infinity,
): Promise<number | undefined> => {
  const { messages } = await store.page(profile, row.roomId, MOST, { ...row, order: upper });
  return messages.findLast(
    (stored) =>
      stored.serverTime &&
      !isOursAlone(stored) &&
      stored.at <= row.at &&
      stored.order < upper &&
      stored.id !== row.id,
  )?.order;
};
