import * as v from 'valibot';
import { Count } from '../model/count.ts';
import { MessageId, RoomId } from '../model/ids.ts';
import { Attachment, FailureReason } from '../model/message.ts';
import { Order } from '../model/order.ts';
import { Timestamp } from '../model/time.ts';

/** After how many suspect attempts in a row a message counts as not taken by the server. */
export const MOST_SUSPECT = 3;

/** How soon after a send its connection must end for the message to be suspected of it, in milliseconds. */
const SOON_MS = 2_000;
/** Characters per millisecond on a slow network: a long message is on its way for longer. */
const SLOWEST = 20;

/**
 * A message that the server is not known to have.
 * `queued`: committed, not sent. `in-flight`: sent on the connection `connectionId` at `at`. `uncertain`: its
 * connection or its request ended at `since` without an answer that tells; `absentAt`: when the last
 * verification began that did not find it in the history; `refusal`: the answer was an error, which may have
 * come after the row was written.
 */
export const OutboxEntry = v.object({
  roomId: RoomId,
  messageId: MessageId,
  /** The order in which the messages were written. */
  seq: Count,
  text: v.string(),
  attachments: v.array(Attachment),
  edits: v.optional(MessageId),
  /** The newest time known in the room when it was written: no row of it can be older. */
  after: Timestamp,
  /** The newest order known in the room when it was written: it was taken after all that stands there or above. */
  afterOrder: v.optional(Order),
  /** When it was written, by our clock. */
  writtenAt: v.optional(Timestamp),
  attempts: Count,
  /** It was sent again while the network might still have held an earlier attempt. */
  again: v.optional(v.literal(true)),
  /** How many of the last attempts in a row ended in a way that the message is suspected of. */
  suspect: v.optional(Count),
  phase: v.variant('type', [
    v.object({ type: v.literal('queued') }),
    v.object({
      type: v.literal('in-flight'),
      connectionId: v.string(),
      at: Timestamp,
    }),
    v.object({
      type: v.literal('uncertain'),
      since: Timestamp,
      absentAt: v.optional(Timestamp),
      refusal: v.optional(FailureReason),
    }),
  ]),
});
export type OutboxEntry = v.InferOutput<typeof OutboxEntry>;

/** The entry once it is sent on a connection. `again`: an earlier attempt may still arrive. */
export const sent = (entry: OutboxEntry, connectionId: string, at: number, again: boolean): OutboxEntry => ({
  ...entry,
  attempts: entry.attempts + 1,
  ...(again && { again: true as const }),
  phase: { type: 'in-flight', connectionId, at },
});

/** The entry once its attempt ended at `since` without an answer that tells whether the server has it. */
export const uncertain = (
  { suspect = 0, ...entry }: OutboxEntry,
  since: number,
  { refusal, isSuspect = false }: { refusal?: FailureReason | undefined; isSuspect?: boolean } = {},
): OutboxEntry => ({
  ...entry,
  ...(isSuspect && { suspect: suspect + 1 }),
  phase: { type: 'uncertain', since, ...(refusal && { refusal }) },
});

/** The entry that was turned away before anything became of it: as if it had not been sent. */
export const notTaken = (entry: OutboxEntry): OutboxEntry => ({
  ...entry,
  attempts: entry.attempts - 1,
  phase: { type: 'queued' },
});

/** The entry after a verification that began at `at` and read the history without finding it. */
export const absent = (entry: OutboxEntry, at: number): OutboxEntry =>
  entry.phase.type === 'uncertain' ? { ...entry, phase: { ...entry.phase, absentAt: at } } : entry;

/** The entry whose uncertainty lies ahead, since the clock has been set back: it begins at `now`. */
export const uncertainAnew = (entry: OutboxEntry, now: number): OutboxEntry => {
  if (entry.phase.type !== 'uncertain') return entry;
  const { absentAt: _, ...phase } = entry.phase;
  return { ...entry, phase: { ...phase, since: now } };
};

/** Whether a connection that ended by itself at `at` ended so soon after the send that the message is suspected. */
export const endedSoon = ({ phase, text, attachments }: OutboxEntry, at: number): boolean => {
  const size = attachments.reduce((sum, { url }) => sum + url.length, text.length);
  // A connection that was lost before the send was committed has not carried it at all.
  return phase.type === 'in-flight' && at >= phase.at && at - phase.at <= SOON_MS + size / SLOWEST;
};
