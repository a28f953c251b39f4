import * as v from 'valibot';
import { Count } from '../model/count.ts';
import { MessageId, RoomId } from '../model/ids.ts';
import { Attachment, FailureReason, type Refusal } from '../model/message.ts';
import { later, Timestamp } from '../model/time.ts';

/** How long the server may take to acknowledge before the line itself is doubted (99 % take 31 ms). */
export const ACK_TIMEOUT_MS = 10_000;

/** W: how long after the old socket closed a frame that it held may still be written, by default. */
export const DOUBT_MS = 2_000;

/** After how many attempts in a row that came to nothing alike a message is said not to be taken. */
export const MOST_UNANSWERED = 3;

/** How soon after the message went its connection must end for the message to be suspected of it. */
const SOON_MS = 2_000;
/** Characters a millisecond that a slow line carries: for as long as the message is on its way, it is soon. */
const SLOWEST = 20;

/**
 * A message that is not settled.
 * `queued`: committed, never emitted. `in-air`: emitted on the connection `epoch`. `doubtful`: its
 * connection ended at `since` without an answer; `absentAt` is when a look last began that did not find it.
 * `refusal`: the answer was an error, in these words, which may have come after the row was written; `reason`: the
 * same where what it means is known.
 */
export const OutboxEntry = v.object({
  roomId: RoomId,
  messageId: MessageId,
  /** The order in which they were written. */
  seq: Count,
  text: v.string(),
  attachments: v.array(Attachment),
  edits: v.optional(MessageId),
  /** The newest time known in the room when it was written: no row of it can be older. */
  after: Timestamp,
  attempts: Count,
  /** How many of the last attempts in a row ended in such a way that the message is suspected of it. */
  unanswered: v.optional(Count),
  phase: v.variant('phase', [
    v.object({ phase: v.literal('queued') }),
    v.object({ phase: v.literal('in-air'), epoch: v.string(), at: Timestamp }),
    v.object({
      phase: v.literal('doubtful'),
      since: Timestamp,
      absentAt: v.optional(Timestamp),
      refusal: v.optional(v.string()),
      reason: v.optional(FailureReason),
    }),
  ]),
});
export type OutboxEntry = v.InferOutput<typeof OutboxEntry>;

/** What the outbox is judged by. `epoch`: the connection that is joined to the room now, if any. */
export interface Circumstances {
  now: number;
  epoch: string | undefined;
  hasHistory: boolean;
  /** W in milliseconds. */
  doubtMs: number;
  /** How long an acknowledgement may take; infinite where the line itself sees to an end of it. */
  ackTimeoutMs?: number;
  /** How long a line can be dead before it is known to be: one that stands for longer delivers. Milliseconds. */
  boundMs?: number;
}

/** What is to be done next in one room. */
export type Step =
  | { do: 'nothing' }
  | { do: 'wait'; until: number }
  | { do: 'send'; entry: OutboxEntry }
  /** Its connection is gone, or the clock was set back since: commit the doubt before anything else. */
  | { do: 'doubt'; entry: OutboxEntry }
  /** Read the history and look for it. */
  | { do: 'look'; entry: OutboxEntry }
  /** Nobody can tell whether it arrived: only the user may send it again. */
  | { do: 'give-up'; entry: OutboxEntry }
  /** It cannot go out, and the server does not have it. */
  | { do: 'refuse'; entry: OutboxEntry; reason: FailureReason }
  /** No acknowledgement on a line that seems alive: leave it cleanly, which discards what it holds. */
  | { do: 'leave-line'; entry: OutboxEntry };

/** The rules of sending once: one message in the air per room, looked up twice before it is sent again. */
export const nextStep = (entries: readonly OutboxEntry[], circumstances: Circumstances): Step => {
  const { now, epoch, hasHistory, doubtMs, ackTimeoutMs = ACK_TIMEOUT_MS, boundMs = 0 } = circumstances;
  const entry = entries.reduce<OutboxEntry | undefined>(
    (head, other) => (head === undefined || other.seq < head.seq ? other : head),
    undefined,
  );
  if (entry === undefined) return { do: 'nothing' };
  const { phase } = entry;
  switch (phase.phase) {
    case 'queued':
      return epoch === undefined ? { do: 'nothing' } : { do: 'send', entry };
    case 'in-air': {
      if (phase.epoch !== epoch) return { do: 'doubt', entry };
      if (ackTimeoutMs === Number.POSITIVE_INFINITY) return { do: 'nothing' };
      // What its last attempt decides must be of the message: the line itself is known to be alive by then.
      const isLast = entry.unanswered === MOST_UNANSWERED - 1;
      const until = later(phase.at, isLast ? Math.max(ackTimeoutMs, boundMs) : ackTimeoutMs);
      if (phase.at <= now && now < until) return { do: 'wait', until };
      // Where nothing can be looked up, a new line would settle nothing either.
      return hasHistory ? { do: 'leave-line', entry } : { do: 'give-up', entry };
    }
    case 'doubtful': {
      const { since, absentAt } = phase;
      const reason = reasonOf(entry);
      const notThere: Step = reason === undefined ? { do: 'send', entry } : { do: 'refuse', entry, reason };
      if (!hasHistory) return reason === undefined ? { do: 'give-up', entry } : notThere;
      if (epoch === undefined) return { do: 'nothing' };
      if (absentAt === undefined) return { do: 'look', entry };
      // By a clock that was set back it would be in doubt until that is there again.
      if (since > now || absentAt > now) return { do: 'doubt', entry };
      const sure = later(since, doubtMs);
      if (absentAt >= sure) return notThere;
      return now < sure ? { do: 'wait', until: sure } : { do: 'look', entry };
    }
    default:
      return phase satisfies never;
  }
};

/** The entry once it has been handed to the connection `epoch`: committed before it is emitted. */
export const emitted = (entry: OutboxEntry, epoch: string, at: number): OutboxEntry => ({
  ...entry,
  attempts: entry.attempts + 1,
  phase: { phase: 'in-air', epoch, at },
});

/**
 * The entry once its connection, or its request, has ended at `since` without an answer that settles it.
 * `isSuspect`: the message may be what ended it; attempts count only as long as each of them does.
 */
export const doubted = (
  { unanswered = 0, ...entry }: OutboxEntry,
  since: number,
  { refusal, isSuspect = false }: { refusal?: Refusal | undefined; isSuspect?: boolean } = {},
): OutboxEntry => ({
  ...entry,
  ...(isSuspect && { unanswered: unanswered + 1 }),
  phase: {
    phase: 'doubtful',
    since,
    ...(typeof refusal === 'string' ? { refusal } : refusal && { reason: refusal }),
  },
});

/** The entry whose doubt lies ahead, since the clock has been set back: it begins at `now`. */
export const doubtedAnew = (entry: OutboxEntry, now: number): OutboxEntry => {
  if (entry.phase.phase !== 'doubtful') return entry;
  const { absentAt: _, ...phase } = entry.phase;
  return { ...entry, phase: { ...phase, since: now } };
};

/** Whether a connection that ended by itself at `at` ended so soon that the message on it is suspected. */
export const endedSoon = ({ phase, text, attachments }: OutboxEntry, at: number): boolean => {
  const size = attachments.reduce((sum, { url }) => sum + url.length, text.length);
  return phase.phase === 'in-air' && at - phase.at <= SOON_MS + size / SLOWEST;
};

/** Why a message in doubt is not sent again where it is not there; undefined: it is. */
const reasonOf = ({ phase, unanswered = 0 }: OutboxEntry): FailureReason | undefined => {
  if (phase.phase !== 'doubtful') return undefined;
  if (phase.refusal !== undefined) return { code: 'refused', error: phase.refusal };
  return phase.reason ?? (unanswered < MOST_UNANSWERED ? undefined : { code: 'not-taken' });
};

/** The entry that was turned away before anything became of it: as if it had not been sent. */
export const notTaken = (entry: OutboxEntry): OutboxEntry => ({
  ...entry,
  attempts: entry.attempts - 1,
  phase: { phase: 'queued' },
});

/** The entry after a look that began at `at` and read all that it had to without finding it. */
export const notFound = (entry: OutboxEntry, at: number): OutboxEntry =>
  entry.phase.phase === 'doubtful' ? { ...entry, phase: { ...entry.phase, absentAt: at } } : entry;
