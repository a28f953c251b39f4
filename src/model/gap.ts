import * as v from 'valibot';
import { Order } from './order.ts';
import { Timestamp } from './time.ts';

/**
 * A hole in the stored messages of a room: the server has messages there that were not read yet. What is missing
 * belongs between the orders `above` and `below`, which belong to stored messages. No two gaps of a room have the
 * same `above`.
 */
export const Gap = v.object({
  above: Order,
  below: Order,
  /** What is missing is older than this server time (ms since the epoch). */
  before: Timestamp,
  /** A row that was known below the gap and is older than this server time proves that nothing more is missing. */
  since: Timestamp,
});
export type Gap = v.InferOutput<typeof Gap>;
