import type { RoomId } from '../model/ids.ts';
import type { Delivery } from '../model/message.ts';
import { absent, endedSoon, notTaken, type OutboxEntry, sent, uncertain, uncertainAnew } from './entry.ts';
import { nextStep, type Step } from './next-step.ts';
import {
  type DeliveryRules,
  EMPTY_OUTBOX,
  heads,
  type Outbox,
  type OutboxEffect,
  type OutboxInput,
  refusedEntry,
} from './state.ts';

export type OutboxTransition = readonly [Outbox, ...OutboxEffect[]];

/** The rules of sending once. Pure: what becomes of the outbox, and what is to be done. */
export const reduce = (outbox: Outbox, input: OutboxInput, rules: DeliveryRules): OutboxTransition =>
  reduceAll(outbox, [input], rules);

/** The same for inputs that came together: nothing is sent before all of them are known. */
export const reduceAll = (
  outbox: Outbox,
  inputs: readonly OutboxInput[],
  rules: DeliveryRules,
): OutboxTransition => {
  let state = outbox;
  const effects: OutboxEffect[] = [];
  for (const input of inputs) {
    const [next, ...more] = applyInput(state, input, rules);
    state = next;
    effects.push(...more);
  }
  const [advanced, ...due] = advance(state, rules);
  return [advanced, ...effects, ...due];
};

const applyInput = (outbox: Outbox, input: OutboxInput, rules: DeliveryRules): OutboxTransition => {
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
      return remove(outbox, refusedEntry(outbox, input.messageId), { type: 'failed', reason: input.reason });
    case 'uncertain': {
      const entry = entries.get(input.messageId);
      if (entry?.phase.type !== 'in-flight') return [outbox];
      const { refusal } = input;
      const isSuspect = refusal?.type === 'not-taken';
      return save(outbox, uncertain(entry, now, isSuspect ? { isSuspect } : { refusal }));
    }
    case 'unsent': {
      const entry = entries.get(input.messageId);
      return entry?.phase.type === 'in-flight' ? save(outbox, notTaken(entry)) : [outbox];
    }
    case 'not-sent': {
      const { entry: attempted } = input;
      const entry = entries.get(attempted.messageId);
      const isOfAttempt = entry?.attempts === attempted.attempts && entry.phase.type !== 'queued';
      // The end of the connection may have been heard first, which made it uncertain.
      return isOfAttempt ? save(outbox, notTaken(attempted)) : [outbox];
    }
    case 'unsendable':
      return remove(outbox, entries.get(input.messageId), { type: 'failed', reason: input.reason });
    case 'room-closed':
      return inRoom(outbox, input.roomId).reduce<OutboxTransition>(
        ([state, ...effects], entry) => {
          const [next, ...more] = remove(state, entry, { type: 'failed', reason: input.reason });
          return [next, ...effects, ...more];
        },
        [outbox],
      );
    case 'room-moved':
      return inRoom(outbox, input.from).reduce<OutboxTransition>(
        ([state, ...effects], entry) => {
          const [left, ...removed] = remove(state, entry, undefined);
          const [next, ...saved] = save(left, { ...entry, roomId: input.to });
          return [next, ...effects, ...removed, ...saved];
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
        ? remove(verified, entry, { type: 'unconfirmed' })
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
        { type: 'reconnect', connectionId: step.connectionId },
      ];
    case 'conclude':
      return remove(outbox, entry, step.delivery);
    case 'restart': {
      // Until when to wait was told by the same clock.
      const verifyAfter = new Map([...outbox.verifyAfter].filter(([roomId]) => roomId !== entry.roomId));
      return save({ ...outbox, verifyAfter }, uncertainAnew(entry, now));
    }
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
