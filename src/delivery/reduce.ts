import type { MessageId, RoomId } from '../model/ids.ts';
import type { Delivery, FailureReason } from '../model/message.ts';
import { later } from '../model/time.ts';
import {
  absent,
  endedSoon,
  MOST_SUSPECT,
  notTaken,
  type OutboxEntry,
  sent,
  uncertain,
  uncertainAnew,
} from './entry.ts';

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

/** What happens to the outbox. */
export type OutboxInput =
  /** The worker has started: what an earlier one had in flight is uncertain from now on. */
  | { type: 'loaded'; entries: readonly OutboxEntry[] }
  | { type: 'queued'; entry: OutboxEntry }
  | { type: 'discarded'; messageId: MessageId }
  /** The server has it: by an acknowledgement, a broadcast or a row of the history. */
  | { type: 'delivered'; messageId: MessageId }
  /** The server refused a message, and does not say which: the one in flight. */
  | { type: 'refused'; reason: FailureReason }
  /** The request for it ended, and does not tell whether the server has it. */
  | { type: 'unsettled'; messageId: MessageId; refusal: FailureReason | undefined }
  /** It surely was not taken, and may be sent again. */
  | { type: 'turned-away'; messageId: MessageId }
  /** It cannot be sent: it was not. */
  | { type: 'unsendable'; messageId: MessageId; reason: FailureReason }
  /** Nothing of the room will go out any more. */
  | { type: 'room-closed'; roomId: RoomId; reason: FailureReason }
  /** The room is joined, and its history was read. */
  | { type: 'room-ready'; roomId: RoomId; connectionId: string }
  | { type: 'connection-lost'; connectionId: string; at: number; byItself: boolean }
  /** The history was read from `startedAt` on. `replaced`: it does not reach back to what was known before. */
  | { type: 'verified'; messageId: MessageId; startedAt: number; result: 'found' | 'absent' | 'replaced' }
  | { type: 'verification-failed'; messageId: MessageId; roomId: RoomId; retryAt: number }
  | { type: 'time-passed' };

/** What is to be done. All that is saved and removed is committed before anything is sent. */
export type OutboxEffect =
  | { type: 'save'; entry: OutboxEntry }
  /** `delivery`: what became of the message; undefined where what told it says so itself. */
  | { type: 'remove'; entry: OutboxEntry; delivery: Delivery | undefined }
  | { type: 'send'; entry: OutboxEntry; connectionId: string }
  /** Read the history and look for it. */
  | { type: 'verify'; entry: OutboxEntry }
  /** End the connection cleanly, which discards what it holds, and connect anew. */
  | { type: 'reconnect' };

/** What the outbox is judged by besides its own state. */
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

export type OutboxTransition = readonly [Outbox, ...OutboxEffect[]];

/** The rules of sending once. Pure: what becomes of the outbox, and what is to be done. */
export const reduce = (outbox: Outbox, input: OutboxInput, rules: DeliveryRules): OutboxTransition => {
  const [changed, ...effects] = take(outbox, input, rules);
  const [advanced, ...more] = advance(changed, rules);
  return [advanced, ...effects, ...more];
};

/** When `time-passed` is due (ms since the epoch); infinite where nothing waits for its time. */
export const outboxDeadline = (outbox: Outbox, rules: DeliveryRules): number =>
  Math.min(
    ...heads(outbox).map((entry) => {
      const step = nextStep(outbox, entry, rules);
      return step.type === 'wait' ? step.until : Infinity;
    }),
  );

const take = (outbox: Outbox, input: OutboxInput, rules: DeliveryRules): OutboxTransition => {
  const { entries } = outbox;
  const { now } = rules;
  switch (input.type) {
    case 'loaded': {
      const loaded = new Map(input.entries.map((entry) => [entry.messageId, entry] as const));
      const sentBefore = input.entries.filter(({ phase }) => phase.type === 'in-flight');
      return saveAll(
        { ...EMPTY_OUTBOX, entries: loaded },
        sentBefore.map((entry) => uncertain(entry, now)),
      );
    }
    case 'queued':
      return save(outbox, input.entry);
    case 'discarded':
    case 'delivered':
      return remove(outbox, entries.get(input.messageId), undefined);
    case 'refused':
      return remove(outbox, inFlight(outbox), { state: 'failed', reason: input.reason });
    case 'unsettled': {
      const entry = entries.get(input.messageId);
      if (entry?.phase.type !== 'in-flight') return [outbox];
      const { refusal } = input;
      const isSuspect = refusal?.code === 'not-taken';
      return save(outbox, uncertain(entry, now, isSuspect ? { isSuspect } : { refusal }));
    }
    case 'turned-away': {
      const entry = entries.get(input.messageId);
      return entry?.phase.type === 'in-flight' ? save(outbox, notTaken(entry)) : [outbox];
    }
    case 'unsendable':
      return remove(outbox, entries.get(input.messageId), { state: 'failed', reason: input.reason });
    case 'room-closed':
      return inRoom(outbox, input.roomId).reduce<OutboxTransition>(
        ([state, ...effects], entry) => {
          const [next, ...more] = remove(state, entry, { state: 'failed', reason: input.reason });
          return [next, ...effects, ...more];
        },
        [outbox],
      );
    case 'room-ready':
      return [{ ...outbox, ready: new Map([...outbox.ready, [input.roomId, input.connectionId]]) }];
    case 'connection-lost': {
      const { connectionId, at, byItself } = input;
      const lost = [...entries.values()].flatMap((entry) => {
        const { phase } = entry;
        if (phase.type !== 'in-flight' || phase.connectionId !== connectionId) return [];
        return [uncertain(entry, at, { isSuspect: byItself && endedSoon(entry, at) })];
      });
      return saveAll(unready(outbox, connectionId), lost);
    }
    case 'verified': {
      const verified = { ...outbox, verifying: without(outbox.verifying, input.messageId) };
      const entry = entries.get(input.messageId);
      if (entry?.phase.type !== 'uncertain' || input.result === 'found') return [verified];
      return input.result === 'replaced'
        ? remove(verified, entry, { state: 'unconfirmed' })
        : save(verified, absent(entry, input.startedAt));
    }
    case 'verification-failed':
      return [
        {
          ...outbox,
          verifying: without(outbox.verifying, input.messageId),
          verifyAfter: new Map([...outbox.verifyAfter, [input.roomId, input.retryAt]]),
        },
      ];
    case 'time-passed':
      return [outbox];
    default:
      return input satisfies never;
  }
};

/** What the first message of a room needs next. */
type Step =
  | { type: 'nothing' }
  | { type: 'wait'; until: number }
  | { type: 'send'; connectionId: string }
  | { type: 'verify' }
  | { type: 'reconnect'; connectionId: string }
  | { type: 'conclude'; delivery: Delivery }
  /** The clock was set back: the entry would be uncertain until that time is there again. */
  | { type: 'restart' };

const NOTHING: Step = { type: 'nothing' };

const nextStep = (outbox: Outbox, entry: OutboxEntry, rules: DeliveryRules): Step => {
  const { phase } = entry;
  const connectionId = outbox.ready.get(entry.roomId);
  switch (phase.type) {
    case 'queued':
      return sendStep(outbox, connectionId, rules);
    case 'in-flight': {
      const { ackTimeoutMs, boundMs, hasHistory, now } = rules;
      // The last attempt decides about the message, so the connection must be known to be alive.
      const isLast = entry.suspect === MOST_SUSPECT - 1;
      if (ackTimeoutMs === Infinity) return NOTHING;
      const until = later(phase.at, isLast ? Math.max(ackTimeoutMs, boundMs) : ackTimeoutMs);
      if (phase.at <= now && now < until) return { type: 'wait', until };
      // Where nothing can be looked up, a new connection would settle nothing either.
      return hasHistory
        ? { type: 'reconnect', connectionId: phase.connectionId }
        : { type: 'conclude', delivery: { state: 'unconfirmed' } };
    }
    case 'uncertain':
      return uncertainStep(outbox, entry, phase, connectionId, rules);
    default:
      return phase satisfies never;
  }
};

const uncertainStep = (
  outbox: Outbox,
  { roomId, messageId, suspect = 0 }: OutboxEntry,
  { since, absentAt, refusal }: Extract<OutboxEntry['phase'], { type: 'uncertain' }>,
  connectionId: string | undefined,
  rules: DeliveryRules,
): Step => {
  const { now, hasHistory, uncertainMs } = rules;
  const reason: FailureReason | undefined =
    refusal ?? (suspect >= MOST_SUSPECT ? { code: 'not-taken' } : undefined);
  const failed: Step | undefined = reason && { type: 'conclude', delivery: { state: 'failed', reason } };
  if (!hasHistory) return failed ?? { type: 'conclude', delivery: { state: 'unconfirmed' } };
  if (connectionId === undefined) return NOTHING;
  if (since > now || (absentAt ?? 0) > now) return { type: 'restart' };
  const sureAt = later(since, uncertainMs);
  if (absentAt !== undefined && absentAt >= sureAt) return failed ?? sendStep(outbox, connectionId, rules);
  if (outbox.verifying.has(messageId)) return NOTHING;
  const verifyAt = Math.max(outbox.verifyAfter.get(roomId) ?? 0, absentAt === undefined ? 0 : sureAt);
  return now < verifyAt ? { type: 'wait', until: verifyAt } : { type: 'verify' };
};

const sendStep = (outbox: Outbox, connectionId: string | undefined, { isExclusive }: DeliveryRules): Step => {
  // Where a message may be what ends the connections, it goes alone: others beside it would be suspected too.
  const isAlone = isExclusive || [...outbox.entries.values()].some(({ suspect }) => suspect);
  return connectionId === undefined || (isAlone && inFlight(outbox) !== undefined)
    ? NOTHING
    : { type: 'send', connectionId };
};

/** Does what is due, room by room, until all of them have to wait. */
const advance = (outbox: Outbox, rules: DeliveryRules): OutboxTransition => {
  for (const entry of heads(outbox)) {
    const step = nextStep(outbox, entry, rules);
    if (step.type === 'nothing' || step.type === 'wait') continue;
    const [next, ...effects] = doStep(outbox, entry, step, rules);
    const [last, ...more] = advance(next, rules);
    return [last, ...effects, ...more];
  }
  return [outbox];
};

const doStep = (
  outbox: Outbox,
  entry: OutboxEntry,
  step: Exclude<Step, { type: 'nothing' | 'wait' }>,
  { now, mayArriveTwice }: DeliveryRules,
): OutboxTransition => {
  switch (step.type) {
    case 'send': {
      const { connectionId } = step;
      const next = sent(entry, connectionId, now, entry.attempts > 0 && mayArriveTwice);
      return [...save(outbox, next), { type: 'send', entry: next, connectionId }];
    }
    case 'verify':
      return [
        { ...outbox, verifying: new Set([...outbox.verifying, entry.messageId]) },
        { type: 'verify', entry },
      ];
    case 'reconnect':
      return [
        ...save(unready(outbox, step.connectionId), uncertain(entry, now, { isSuspect: true })),
        { type: 'reconnect' },
      ];
    case 'conclude':
      return remove(outbox, entry, step.delivery);
    case 'restart':
      return save(outbox, uncertainAnew(entry, now));
    default:
      return step satisfies never;
  }
};

const save = (outbox: Outbox, entry: OutboxEntry): OutboxTransition => [
  { ...outbox, entries: new Map([...outbox.entries, [entry.messageId, entry]]) },
  { type: 'save', entry },
];

const saveAll = (outbox: Outbox, entries: readonly OutboxEntry[]): OutboxTransition => [
  {
    ...outbox,
    entries: new Map([...outbox.entries, ...entries.map((entry) => [entry.messageId, entry] as const)]),
  },
  ...entries.map((entry): OutboxEffect => ({ type: 'save', entry })),
];

const remove = (
  outbox: Outbox,
  entry: OutboxEntry | undefined,
  delivery: Delivery | undefined,
): OutboxTransition => {
  if (!entry) return [outbox];
  const entries = new Map(outbox.entries);
  entries.delete(entry.messageId);
  return [
    { ...outbox, entries },
    { type: 'remove', entry, delivery },
  ];
};

/** No room is ready on the connection any more. */
const unready = (outbox: Outbox, connectionId: string): Outbox => ({
  ...outbox,
  ready: new Map([...outbox.ready].filter(([, id]) => id !== connectionId)),
});

const without = <T>(set: ReadonlySet<T>, value: T): ReadonlySet<T> =>
  new Set([...set].filter((other) => other !== value));

const inRoom = ({ entries }: Outbox, roomId: RoomId): OutboxEntry[] =>
  [...entries.values()].filter((entry) => entry.roomId === roomId);

/** The first message of each room, in the order in which they were written. */
const heads = ({ entries }: Outbox): OutboxEntry[] => {
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
