import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_SUSPECT, type OutboxEntry } from '../../src/delivery/entry.ts';
import { type OutboxTransition, reduce } from '../../src/delivery/outbox.ts';
import type { Outbox } from '../../src/delivery/state.ts';
import type { MessageId } from '../../src/model/ids.ts';
import { modelRuns, modelTimeout, mutantRuns } from '../harness/mutants.ts';
import { faultsOf, Network, type NetworkOptions, type RoomIndex } from './network.ts';

type Reduce = typeof reduce;

/** What may happen next is asked of the network itself; what may come of it all is said by `faultsOf`. */
interface Step {
  name: string;
  weight?: number;
  when: (network: Network) => boolean;
  run: (network: Network) => void;
}

const always = (): boolean => true;
const inRooms = (name: string, weight: number, step: (room: RoomIndex) => Omit<Step, 'name'>): Step[] =>
  ([0, 1] as const).map((room) => ({ name: `${name} ${room + 1}`, weight, ...step(room) }));

const STEPS: Step[] = [
  ...inRooms('write in room', 2, (room) => ({ when: ({ alive }) => alive, run: (net) => net.write(room) })),
  ...inRooms('sync room', 3, (room) => ({
    when: (net) => net.alive && net.connected && !net.isReady(room),
    run: (net) => net.sync(room),
  })),
  { name: 'write what ends its connection', when: ({ alive }) => alive, run: (net) => net.write(0, true) },
  {
    name: 'connect',
    weight: 4,
    when: ({ alive, connected }) => alive && !connected,
    run: (net) => net.connect(),
  },
  { name: 'close cleanly', when: ({ connected }) => connected, run: (net) => net.end(true) },
  { name: 'cut', weight: 2, when: ({ connected }) => connected, run: (net) => net.end(false) },
  { name: 'kill', when: ({ alive }) => alive, run: (net) => net.kill() },
  { name: 'doom the next send', when: ({ alive }) => alive, run: (net) => net.doom() },
  { name: 'boot', weight: 2, when: ({ alive }) => !alive, run: (net) => net.boot() },
  { name: 'deliver', weight: 3, when: ({ holdsFrames }) => holdsFrames, run: (net) => net.deliver() },
  { name: 'drop', when: ({ holdsDeadFrames }) => holdsDeadFrames, run: (net) => net.drop() },
  { name: 'answer', when: ({ holdsAnswers }) => holdsAnswers, run: (net) => net.answer() },
  { name: 'lose the answer', when: ({ holdsAnswers }) => holdsAnswers, run: (net) => net.loseAnswer() },
  { name: 'refuse the request', when: ({ holdsFrames }) => holdsFrames, run: (net) => net.refuse(false) },
  { name: 'refuse after the row', when: ({ holdsFrames }) => holdsFrames, run: (net) => net.refuse(true) },
  { name: 'read the history', when: ({ isVerifying }) => isVerifying, run: (net) => net.readHistory() },
  {
    name: 'answer the verification',
    when: ({ isVerifying }) => isVerifying,
    run: (net) => net.answerVerification(),
  },
  {
    name: 'fail the verification',
    when: ({ isVerifying }) => isVerifying,
    run: (net) => net.failVerification(),
  },
  { name: 'wait a little', when: always, run: (net) => net.pass(90) },
  { name: 'wait', when: always, run: (net) => net.pass(1_100) },
  { name: 'wait long', when: always, run: (net) => net.pass(11_000) },
];

const command = ({ name, when, run }: Step): fc.Command<object, Network> => ({
  check: () => true,
  run: (_model, network) => {
    if (when(network)) run(network);
  },
  toString: () => name,
});
const chaosOf = (steps: readonly Step[]) =>
  fc.commands(
    steps.flatMap((step) => Array.from({ length: step.weight ?? 1 }, () => fc.constant(command(step)))),
    { maxCommands: 150, size: 'max' },
  );
const chaos = chaosOf(STEPS);
/** Without what holds all up for a while. */
const harmless = chaosOf(STEPS.filter(({ name }) => name !== 'write what ends its connection'));
const only = (weights: Readonly<Record<string, number>>) =>
  chaosOf(
    STEPS.flatMap((step) => (weights[step.name] ? [{ ...step, weight: weights[step.name] ?? 1 }] : [])),
  );
/** One connection after the other ends with a message on it. */
const cutting = only({
  'write in room 1': 2,
  'sync room 1': 8,
  connect: 8,
  cut: 6,
  'close cleanly': 1,
  drop: 4,
  'answer the verification': 8,
  wait: 8,
  'wait long': 1,
});
/** The network holds for a while what the connection carried, and the history is read meanwhile. */
const holding = only({
  'write in room 1': 2,
  'sync room 1': 8,
  connect: 8,
  cut: 4,
  'read the history': 4,
  'answer the verification': 4,
  deliver: 2,
  'wait a little': 2,
  wait: 6,
});

const faultsAfter = (options: NetworkOptions, steps: Iterable<fc.Command<object, Network>>): string[] => {
  const real = new Network(options);
  fc.modelRun(() => ({ model: {}, real }), steps);
  return faultsOf(real.calm(), options.hasHistory);
};

const RUNS = 10_000;

describe('whatever the network, the browser and the server do', modelTimeout(60_000), () => {
  const follows = (steps: typeof chaos, hasHistory: boolean, numRuns: number): void => {
    const property = fc.property(steps, (commands) => {
      expect(faultsAfter({ reduce, hasHistory, commitsFirst: true }, commands)).toEqual([]);
    });
    fc.assert(property, modelRuns(numRuns));
  };

  it('each message is stored exactly once, in its order, one in flight at a time', () => {
    follows(chaos, true, RUNS);
    follows(cutting, true, RUNS / 4);
    follows(holding, true, RUNS / 4);
  });

  it('without a history none is sent again by itself, and each is sent or said to be uncertain', () => {
    follows(chaos, false, RUNS);
  });
});

/** Runs `reduce` over an outbox whose entries are put in another order, and puts them back. */
const reordered =
  (order: (entry: OutboxEntry) => number): Reduce =>
  (outbox, input, rules) => {
    const seqs = new Map([...outbox.entries.values()].map(({ messageId, seq }) => [messageId, seq]));
    if (input.type === 'queued') seqs.set(input.entry.messageId, input.entry.seq);
    const change = (entry: OutboxEntry): OutboxEntry => ({ ...entry, seq: order(entry) });
    const back = (entry: OutboxEntry): OutboxEntry => ({
      ...entry,
      seq: seqs.get(entry.messageId) ?? entry.seq,
    });
    const mapped = (of: Outbox, map: (entry: OutboxEntry) => OutboxEntry): Outbox => ({
      ...of,
      entries: new Map([...of.entries].map(([id, entry]) => [id, map(entry)])),
    });
    const asked = input.type === 'queued' ? { ...input, entry: change(input.entry) } : input;
    const [next, ...effects] = reduce(mapped(outbox, change), asked, rules);
    return [
      mapped(next, back),
      ...effects.map((effect) => ('entry' in effect ? { ...effect, entry: back(effect.entry) } : effect)),
    ];
  };

/** Answers each verification itself, where `answer` says when it began. */
const verifiedBy =
  (answer: (entry: OutboxEntry, now: number) => number | undefined): Reduce =>
  (outbox, input, rules) => {
    const settle = ([state, ...effects]: OutboxTransition): OutboxTransition => {
      for (const effect of effects) {
        const startedAt = effect.type === 'verify' ? answer(effect.entry, rules.now) : undefined;
        if (effect.type !== 'verify' || startedAt === undefined) continue;
        const { messageId } = effect.entry;
        const [next, ...more] = reduce(
          state,
          { type: 'verified', messageId, startedAt, result: 'absent' },
          rules,
        );
        return settle([next, ...effects.filter((other) => other !== effect), ...more]);
      }
      return [state, ...effects];
    };
    return settle(reduce(outbox, input, rules));
  };

const isInFlightOn = (outbox: Outbox, connectionId: string): OutboxEntry | undefined =>
  [...outbox.entries.values()].find(
    ({ phase }) => phase.type === 'in-flight' && phase.connectionId === connectionId,
  );
const concludeAsSent = ([state, ...effects]: OutboxTransition, id: MessageId): OutboxTransition => {
  const entry = state.entries.get(id);
  if (!entry) return [state, ...effects];
  const entries = new Map(state.entries);
  entries.delete(id);
  return [{ ...state, entries }, ...effects, { type: 'remove', entry, delivery: { type: 'sent' } }];
};

/** The rules, each broken on purpose, and what comes of it. */
interface Mutant {
  name: string;
  fault: string;
  hasHistory?: false;
  /** What happens, where it is not the harmless. */
  steps?: typeof chaos;
  mutant: Partial<NetworkOptions>;
}
/** What is known of the connection's end, in place of what was so. */
const endKnownAs =
  (over: (outbox: Outbox, connectionId: string) => { at?: number; byItself?: boolean }): Reduce =>
  (outbox, input, rules) =>
    reduce(
      outbox,
      input.type === 'connection-lost' ? { ...input, ...over(outbox, input.connectionId) } : input,
      rules,
    );
const MUTANTS: Mutant[] = [
  {
    name: 'send what ends its connection for ever',
    fault: 'never ends',
    steps: chaos,
    mutant: { reduce: endKnownAs(() => ({ byItself: false })) },
  },
  {
    name: 'suspect it whoever ended its connection',
    fault: 'failed for nothing',
    steps: cutting,
    mutant: { reduce: endKnownAs(() => ({ byItself: true })) },
  },
  {
    name: 'suspect it for attempts that are not in a row',
    fault: 'failed for nothing',
    steps: cutting,
    mutant: {
      reduce: (outbox, input, rules) => {
        const [next, ...effects] = reduce(outbox, input, rules);
        const kept = [...next.entries].map(([id, entry]): [MessageId, OutboxEntry] => {
          const suspect = Math.max(entry.suspect ?? 0, outbox.entries.get(id)?.suspect ?? 0);
          return [id, suspect > 0 ? { ...entry, suspect } : entry];
        });
        return [{ ...next, entries: new Map(kept) }, ...effects];
      },
    },
  },
  {
    name: 'call a suspect failed without verifying',
    fault: 'failed, and there',
    steps: cutting,
    mutant: {
      reduce: (outbox, input, rules) =>
        verifiedBy(({ suspect }, now) => (suspect === MOST_SUSPECT ? now : undefined))(outbox, input, {
          ...rules,
          uncertainMs: 0,
        }),
    },
  },
  {
    name: 'resend without verifying',
    fault: 'stored twice',
    mutant: {
      reduce: (outbox, input, rules) =>
        verifiedBy((_entry, now) => now)(outbox, input, { ...rules, uncertainMs: 0 }),
    },
  },
  {
    name: 'verify once only',
    fault: 'stored twice',
    steps: holding,
    mutant: { reduce: (outbox, input, rules) => reduce(outbox, input, { ...rules, uncertainMs: 0 }) },
  },
  {
    name: 'wait for W, then verify no second time',
    fault: 'stored twice',
    steps: holding,
    mutant: {
      reduce: verifiedBy(({ phase }, now) =>
        phase.type === 'uncertain' && phase.absentAt !== undefined ? now : undefined,
      ),
    },
  },
  {
    name: 'count a verification from its answer',
    fault: 'stored twice',
    steps: holding,
    mutant: {
      reduce: (outbox, input, rules) =>
        reduce(outbox, input.type === 'verified' ? { ...input, startedAt: rules.now } : input, rules),
    },
  },
  {
    name: 'take a failed verification for an absence',
    fault: 'stored twice',
    mutant: {
      reduce: (outbox, input, rules) =>
        input.type === 'verification-failed'
          ? reduce(outbox, { ...input, type: 'verified', startedAt: rules.now, result: 'absent' }, rules)
          : reduce(outbox, input, rules),
    },
  },
  {
    name: 'count W from the send',
    fault: 'stored twice',
    steps: holding,
    mutant: {
      reduce: (outbox, input, rules) => {
        const lost = input.type === 'connection-lost' && isInFlightOn(outbox, input.connectionId);
        return lost && lost.phase.type === 'in-flight'
          ? reduce(outbox, { ...input, at: lost.phase.at }, rules)
          : reduce(outbox, input, rules);
      },
    },
  },
  {
    name: 'settle on send',
    fault: 'sent, and not there',
    mutant: {
      reduce: (outbox, input, rules) => {
        const result = reduce(outbox, input, rules);
        const [, ...effects] = result;
        const emitted = effects.find(({ type }) => type === 'send');
        return emitted?.type === 'send' ? concludeAsSent(result, emitted.entry.messageId) : result;
      },
    },
  },
  {
    name: 'settle when the connection is lost',
    fault: 'sent, and not there',
    mutant: {
      reduce: (outbox, input, rules) => {
        const lost = input.type === 'connection-lost' && isInFlightOn(outbox, input.connectionId);
        const result = reduce(outbox, input, rules);
        return lost ? concludeAsSent(result, lost.messageId) : result;
      },
    },
  },
  {
    name: 'send two at once',
    fault: 'two in flight',
    mutant: { reduce: (outbox, input, rules) => reduce(outbox, input, { ...rules, isExclusive: false }) },
  },
  {
    name: 'let the next one go first while one is uncertain',
    fault: 'out of order',
    mutant: { reduce: reordered(({ seq, phase }) => (phase.type === 'uncertain' ? seq + 1_000 : seq)) },
  },
  {
    name: 'send the newest first',
    fault: 'out of order',
    mutant: { reduce: reordered(({ seq }) => -seq) },
  },
  { name: 'send, then commit', fault: 'stored twice', mutant: { commitsFirst: false } },
  {
    name: 'wait for an acknowledgement for ever',
    fault: 'never ends',
    mutant: {
      reduce: (outbox, input, rules) => reduce(outbox, input, { ...rules, ackTimeoutMs: Infinity }),
    },
  },
  {
    name: 'take an error for a refusal without verifying',
    fault: 'failed, and there',
    mutant: {
      reduce: (outbox, input, rules) =>
        input.type === 'uncertain' && input.refusal
          ? reduce(outbox, { type: 'refused', reason: input.refusal }, rules)
          : reduce(outbox, input, rules),
    },
  },
  {
    name: 'send again where nothing can be verified',
    fault: 'sent again by itself',
    hasHistory: false,
    mutant: {
      reduce: (outbox, input, rules) => {
        const lost = input.type === 'connection-lost' && isInFlightOn(outbox, input.connectionId);
        if (!lost) return reduce(outbox, input, rules);
        const [turned, ...effects] = reduce(
          { ...outbox, ready: new Map() },
          { type: 'unsent', messageId: lost.messageId },
          rules,
        );
        return [turned, ...effects];
      },
    },
  },
];

describe('each rule is needed', modelTimeout(60_000), () => {
  it.each(MUTANTS)(
    '"$name" ends with a message $fault',
    ({ mutant, fault, hasHistory = true, steps = harmless }) => {
      const options = { reduce, hasHistory, commitsFirst: true, ...mutant };
      // The seed is fixed: that a mutant is caught must not be luck.
      const { failed } = fc.check(
        fc.property(steps, (commands) => !faultsAfter(options, commands).includes(fault)),
        mutantRuns(RUNS),
      );
      expect(failed).toBe(true);
    },
  );
});
