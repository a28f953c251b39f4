import type { MessageId, RoomId } from '../model/ids.ts';
import type { Delivery, FailureReason } from '../model/message.ts';
import type { OutboxEntry } from './entry.ts';

/** How long the server may take to acknowledge before the connection is given up (99 % take 31 ms). */
export const ACK_TIMEOUT_MS = 10_000;
/** W: how long after the old connection closed a frame that it held may still be written, by default. */
export const UNCERTAIN_MS = 2_000;

/** The outbox of one server. Its entries outlive the worker, the rest does not. */
export interface Outbox {
  entries: ReadonlyMap<MessageId, OutboxEntry>;
  /** The rooms that messages may go out of, and on which connection. */
  ready: ReadonlyMap<RoomId, string>;
  /** The messages that are being looked for in the history. */
  verifying: ReadonlySet<MessageId>;
  /** Until when a room is not verified again, after a verification that failed (ms since the epoch). */
  verifyAfter: ReadonlyMap<RoomId, number>;
}

export const EMPTY_OUTBOX: Outbox = {
  entries: new Map(),
  ready: new Map(),
  verifying: new Set(),
  verifyAfter: new Map(),
};

/** An event that the outbox is told of. */
export type OutboxInput =
  /** The worker has started: what an earlier one had in flight is uncertain from now on. */
  | { type: 'loaded'; entries: readonly OutboxEntry[] }
  | { type: 'queued'; entry: OutboxEntry }
  | { type: 'discarded'; messageId: MessageId }
  /** The server has it: by an acknowledgement, a broadcast or a row of the history. */
  | { type: 'delivered'; messageId: MessageId }
  /** The server refused the message; without an id, the one in flight. */
  | { type: 'refused'; messageId?: MessageId; reason: FailureReason }
  /** The request for it ended, and does not tell whether the server has it. */
  | { type: 'uncertain'; messageId: MessageId; refusal: FailureReason | undefined }
  /** It surely was not taken, and may be sent again. */
  | { type: 'unsent'; messageId: MessageId }
  /** The attempt that `entry` was saved for was not made: its connection ended before. */
  | { type: 'not-sent'; entry: OutboxEntry }
  /** It cannot be sent: it was not. */
  | { type: 'unsendable'; messageId: MessageId; reason: FailureReason }
  /** Nothing of the room will go out any more. */
  | { type: 'room-closed'; roomId: RoomId; reason: FailureReason }
  /** The room has another id from now on. */
  | { type: 'room-moved'; from: RoomId; to: RoomId }
  /** The room is joined. */
  | { type: 'room-ready'; roomId: RoomId; connectionId: string }
  | { type: 'connection-lost'; connectionId: string; at: number; byItself: boolean }
  /** The history was read from `startedAt` on. `replaced`: it does not reach back to what was known before. */
  | { type: 'verified'; messageId: MessageId; startedAt: number; result: 'found' | 'absent' | 'replaced' }
  | { type: 'verification-failed'; messageId: MessageId; roomId: RoomId; retryAt: number }
  | { type: 'time-passed' };

/** An effect of the outbox. All that is saved and removed is committed before anything is sent. */
export type OutboxEffect =
  | { type: 'save'; entry: OutboxEntry }
  /** `delivery`: what became of the message; undefined where what told it says so itself. */
  | { type: 'remove'; entry: OutboxEntry; delivery: Delivery | undefined }
  | { type: 'send'; entry: OutboxEntry; connectionId: string }
  /** Read the history and look for it. */
  | { type: 'verify'; entry: OutboxEntry }
  /** End the connection cleanly, which discards what it holds, and connect anew. */
  | { type: 'reconnect'; connectionId: string };

/** Circumstances that the outbox is judged by besides its own state. */
export interface DeliveryRules {
  /** Milliseconds since the epoch. */
  now: number;
  hasHistory: boolean;
  /** W in milliseconds. */
  uncertainMs: number;
  /** How long an acknowledgement may take; infinite where the request itself sees to its end. */
  ackTimeoutMs: number;
  /** How long a connection can be dead before it is known to be, in milliseconds. */
  boundMs: number;
  /** Whether a refusal names no message, so that only one may be in flight on a connection. */
  isExclusive: boolean;
  /** Whether a message is sent again although the network may still hold an earlier attempt. */
  mayArriveTwice: boolean;
}

/** The first message of each room, in the order in which they were written. */
export const heads = ({ entries }: Outbox): OutboxEntry[] => {
  const first = new Map<RoomId, OutboxEntry>();
  for (const entry of [...entries.values()].sort((a, b) => a.seq - b.seq)) {
    if (!first.has(entry.roomId)) first.set(entry.roomId, entry);
  }
  return [...first.values()];
};

/** The message that is in flight. */
export const inFlight = ({ entries, ready }: Outbox): OutboxEntry | undefined => {
  const live = new Set(ready.values());
  return [...entries.values()].find(
    ({ phase }) => phase.type === 'in-flight' && live.has(phase.connectionId),
  );
};

/** The entry that a refusal is of: of the message that it names, as long as that is in flight, else the one in flight. */
export const refusedEntry = (outbox: Outbox, messageId: MessageId | undefined): OutboxEntry | undefined => {
  if (messageId === undefined) return inFlight(outbox);
  const entry = outbox.entries.get(messageId);
  return entry?.phase.type === 'in-flight' ? entry : undefined;
};

/** The outbox once all that belongs to a room has been deleted. */
export const withoutRoom = (outbox: Outbox, roomId: RoomId): Outbox => ({
  ...outbox,
  entries: new Map([...outbox.entries].filter(([, entry]) => entry.roomId !== roomId)),
});
