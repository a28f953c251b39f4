import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ACK_TIMEOUT_MS,
  type Circumstances,
  DOUBT_MS,
  doubted,
  emitted,
  endedSoon,
  MOST_UNANSWERED,
  nextStep,
  notFound,
  type OutboxEntry,
} from '../../src/delivery/outbox.ts';
import { LAST_TIME } from '../../src/model/time.ts';
import { modelRuns, mutantRuns } from '../harness/mutants.ts';
import { messageId } from '../harness/nouns.ts';
import {
  chaos,
  cuttingChaos,
  entryOf,
  faultsOf,
  harmlessChaos,
  outcomeOf,
  RULES,
  type Rules,
} from './simulation.ts';

const entry = entryOf(messageId('m1'), 1);
const at = (over: Partial<Circumstances> = {}): Circumstances => ({
  now: 100_000,
  epoch: 'now',
  hasHistory: true,
  doubtMs: DOUBT_MS,
  ...over,
});

describe('what is next', () => {
  const inAir = emitted(entry, 'now', 100_000);
  const doubtful = doubted(inAir, 100_000);
  const sure = 100_000 + DOUBT_MS;
  const no = { code: 'refused', error: 'no' } as const;
  const refused = doubted(inAir, 100_000, { refusal: 'no' });
  const large = { code: 'too-large', bytes: 9 } as const;
  const tooLarge = doubted(inAir, 100_000, { refusal: large });

  it.each<[string, OutboxEntry[], Circumstances, object]>([
    ['nothing waits', [], at(), { do: 'nothing' }],
    ['there is no line', [entry], at({ epoch: undefined }), { do: 'nothing' }],
    ['there is one', [entry], at(), { do: 'send', entry }],
    ['one is in the air', [inAir], at(), { do: 'wait', until: 100_000 + ACK_TIMEOUT_MS }],
    ['one is in the air, and another waits', [entryOf(messageId('m2'), 2), inAir], at(), { do: 'wait' }],
    [
      'no answer came, and there is no history',
      [inAir],
      at({ now: 100_000 + ACK_TIMEOUT_MS, hasHistory: false }),
      { do: 'give-up', entry: inAir },
    ],
    ['no answer came', [inAir], at({ now: 100_000 + ACK_TIMEOUT_MS }), { do: 'leave-line', entry: inAir }],
    ['its line is gone', [inAir], at({ epoch: undefined }), { do: 'doubt', entry: inAir }],
    ['another line is there', [inAir], at({ epoch: 'next' }), { do: 'doubt', entry: inAir }],
    ['it is in doubt, with no line yet', [doubtful], at({ epoch: undefined }), { do: 'nothing' }],
    ['it is in doubt', [doubtful], at({ epoch: 'next' }), { do: 'look', entry: doubtful }],
    ['W has not passed', [notFound(doubtful, sure - 1)], at({ now: sure - 1 }), { do: 'wait', until: sure }],
    ['W has passed since a look', [notFound(doubtful, sure - 1)], at({ now: sure }), { do: 'look' }],
    ['it was looked for after W', [notFound(doubtful, sure)], at({ now: sure }), { do: 'send' }],
    ['nothing can be looked up', [doubtful], at({ hasHistory: false }), { do: 'give-up', entry: doubtful }],
    [
      'its request sees to its own end',
      [inAir],
      at({ ackTimeoutMs: Number.POSITIVE_INFINITY }),
      { do: 'nothing' },
    ],
    ['it was refused', [refused], at(), { do: 'look', entry: refused }],
    // The clock was set back by a minute, or by centuries: nothing waits until it is there again.
    [
      'one is in the air since a time to come',
      [inAir],
      at({ now: 40_000 }),
      { do: 'leave-line', entry: inAir },
    ],
    [
      'it is in doubt since a time to come',
      [notFound(doubtful, 90_000)],
      at({ epoch: 'next', now: 95_000 }),
      { do: 'doubt' },
    ],
    [
      'it was looked for at a time to come',
      [notFound(doubtful, sure + 9)],
      at({ now: sure }),
      { do: 'doubt' },
    ],
    [
      'no time comes after',
      [notFound(doubted(inAir, LAST_TIME), LAST_TIME)],
      at({ epoch: 'next', now: LAST_TIME }),
      { do: 'send' },
    ],
    [
      'it was refused, and looked for after W',
      [notFound(refused, sure)],
      at({ now: sure }),
      { do: 'refuse', reason: no },
    ],
    [
      'it was too large, and looked for after W',
      [notFound(tooLarge, sure)],
      at({ now: sure }),
      { reason: large },
    ],
    [
      'it was too large, and nothing can be looked up',
      [tooLarge],
      at({ hasHistory: false }),
      { reason: large },
    ],
    ['it was refused, and nothing can be looked up', [refused], at({ hasHistory: false }), { do: 'refuse' }],
    [
      'it was suspected twice, and no answer comes',
      [{ ...inAir, unanswered: 2 }],
      at({ now: 100_000 + ACK_TIMEOUT_MS, boundMs: 65_000 }),
      { do: 'wait', until: 165_000 },
    ],
    [
      'none comes on a line that is surely alive',
      [{ ...inAir, unanswered: 2 }],
      at({ now: 165_000, boundMs: 65_000 }),
      { do: 'leave-line' },
    ],
    ['it was suspected for the last time', [{ ...doubtful, unanswered: 3 }], at(), { do: 'look' }],
    [
      'it was suspected for the last time, and is not there',
      [{ ...notFound(doubtful, sure), unanswered: 3 }],
      at({ now: sure }),
      { do: 'refuse', reason: { code: 'not-taken' } },
    ],
    [
      'nothing can be looked up, with no line',
      [doubtful],
      at({ hasHistory: false, epoch: undefined }),
      { do: 'give-up' },
    ],
  ])('when %s', (_when, entries, circumstances, step) => {
    expect(nextStep(entries, circumstances)).toMatchObject(step);
  });

  it('does not depend on the order in which they are handed in', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([1, 2, 3, 4], { minLength: 1 }), (order) => {
        const step = nextStep(
          order.map((seq) => entryOf(messageId(`m${seq}`), seq)),
          at(),
        );
        expect(step).toMatchObject({ do: 'send', entry: { seq: Math.min(...order) } });
      }),
    );
  });

  it('counts attempts, and forgets an earlier absence with each', () => {
    const again = emitted(notFound(doubtful, sure), 'next', sure);
    expect(again).toMatchObject({ attempts: 2, phase: { phase: 'in-air', epoch: 'next' } });
    expect(doubted(again, 200_000).phase).toEqual({ phase: 'doubtful', since: 200_000 });
  });

  it('counts the ends in a row that speak against it, and forgets them with the first that does not', () => {
    const suspect = (of: OutboxEntry): OutboxEntry =>
      emitted(doubted(of, 100_001, { isSuspect: true }), 'next', 100_002);
    expect(suspect(suspect(inAir))).toMatchObject({ unanswered: 2 });
    expect(doubted(suspect(inAir), 100_003)).not.toHaveProperty('unanswered');
  });

  it('suspects it where its line ended within two seconds, and the time that it takes on a slow line', () => {
    const long = emitted({ ...entry, text: 'x'.repeat(100_000) }, 'now', 100_000);
    expect([102_000, 102_001].map((end) => endedSoon(inAir, end))).toEqual([true, false]);
    expect([107_000, 107_001].map((end) => endedSoon(long, end))).toEqual([true, false]);
    expect(endedSoon(doubtful, 100_001)).toBe(false);
  });

  it('takes no look for an absence once it is not in doubt any more', () => {
    expect(notFound(entry, 1)).toBe(entry);
    expect(notFound(inAir, 1)).toBe(inAir);
  });
});

const RUNS = 20_000;

/** Whether the fault can come of the rules. The seed is fixed: that a mutant is caught must not be luck. */
const leadTo = (
  fault: string,
  rules: Rules,
  hasHistory: boolean,
  steps = harmlessChaos,
  seed?: number,
): boolean =>
  fc.check(
    fc.property(steps, (steps) => !faultsOf(outcomeOf(rules, steps, hasHistory), hasHistory).includes(fault)),
    mutantRuns(RUNS, seed),
  ).failed;

describe('whatever the network, the browser and the server do', { timeout: 60_000 }, () => {
  it('each message is stored exactly once, in its order, one in the air at a time', () => {
    fc.assert(
      fc.property(chaos, (steps) => {
        expect(faultsOf(outcomeOf(RULES, steps, true), true)).toEqual([]);
      }),
      modelRuns(RUNS),
    );
  });

  it('without a history none is sent again by itself, and each is sent, or said to be uncertain', () => {
    fc.assert(
      fc.property(chaos, (steps) => {
        expect(faultsOf(outcomeOf(RULES, steps, false), false)).toEqual([]);
      }),
      modelRuns(RUNS),
    );
  });
});

/** The rules, each broken on purpose, and what comes of it; `steps`: of what else than the harmless. */
const MUTANTS: {
  name: string;
  fault: string;
  hasHistory?: false;
  steps?: typeof chaos;
  /** Of a mutant that is found late by the others' seed. */
  seed?: number;
  rules: Partial<Rules>;
}[] = [
  {
    name: 'send what ends its line for ever',
    fault: 'never ends',
    steps: chaos,
    rules: { isSuspect: () => false },
  },
  {
    name: 'call it failed without a look',
    fault: 'failed, and there',
    steps: cuttingChaos,
    rules: {
      nextStep: (entries, circumstances) => {
        const step = nextStep(entries, circumstances);
        const isSuspect = step.do === 'look' && step.entry.unanswered === MOST_UNANSWERED;
        return isSuspect ? { do: 'refuse', entry: step.entry, reason: { code: 'not-taken' } } : step;
      },
    },
  },
  {
    name: 'suspect it whoever ended its line',
    fault: 'failed for nothing',
    steps: cuttingChaos,
    rules: { isSuspect: (of, at) => endedSoon(of, at) },
  },
  {
    name: 'suspect it whenever its line ended',
    fault: 'failed for nothing',
    steps: cuttingChaos,
    rules: { isSuspect: (_of, _at, byItself) => byItself },
  },
  {
    name: 'suspect it for attempts that are not in a row',
    fault: 'failed for nothing',
    steps: cuttingChaos,
    rules: {
      doubted: (of, since, ending) => {
        const { unanswered } = of;
        const next = doubted(of, since, ending);
        return unanswered && !next.unanswered ? { ...next, unanswered } : next;
      },
    },
  },
  {
    name: 'resend without a look',
    fault: 'stored twice',
    rules: {
      nextStep: (entries, circumstances) => {
        const step = nextStep(entries, circumstances);
        return step.do === 'look' ? { do: 'send', entry: step.entry } : step;
      },
    },
  },
  {
    name: 'one look only',
    fault: 'stored twice',
    rules: {
      nextStep: (entries, circumstances) => {
        const step = nextStep(entries, { ...circumstances, doubtMs: 0 });
        return step;
      },
    },
  },
  {
    name: 'wait for W, then look no second time',
    fault: 'stored twice',
    rules: {
      nextStep: (entries, circumstances) => {
        const step = nextStep(entries, circumstances);
        const absentAt = step.do === 'look' && absenceOf(step.entry);
        return step.do === 'look' && absentAt !== undefined ? { do: 'send', entry: step.entry } : step;
      },
    },
  },
  {
    name: 'count a look from its answer',
    fault: 'stored twice',
    seed: 4,
    rules: { absent: (of, { answeredAt }) => notFound(of, answeredAt) },
  },
  {
    name: 'take a failed look for an absence',
    fault: 'stored twice',
    rules: { lookFailed: (of, now) => notFound(of, now) },
  },
  {
    name: 'count W from the emission',
    fault: 'stored twice',
    seed: 13,
    rules: {
      doubted: (of, since) => doubted(of, of.phase.phase === 'in-air' ? of.phase.at : since),
    },
  },
  {
    name: 'settle on emit',
    fault: 'sent, and not there',
    rules: {
      nextStep: (entries, circumstances) => {
        const step = nextStep(entries, circumstances);
        const inAir = entries.find(({ phase }) => phase.phase === 'in-air');
        return step.do === 'wait' && inAir ? { do: 'settle', entry: inAir } : step;
      },
    },
  },
  {
    name: 'settle when the line is lost',
    fault: 'sent, and not there',
    rules: {
      nextStep: (entries, circumstances) => {
        const step = nextStep(entries, circumstances);
        return step.do === 'doubt' ? { do: 'settle', entry: step.entry } : step;
      },
    },
  },
  {
    name: 'send two at once',
    fault: 'two in the air',
    rules: {
      nextStep: (entries, circumstances) => {
        const step = nextStep(entries, circumstances);
        const waiting = entries.filter(({ phase }) => phase.phase === 'queued');
        return step.do === 'wait' && waiting.length > 0 ? nextStep(waiting, circumstances) : step;
      },
    },
  },
  {
    name: 'let the next one go first while one is in doubt',
    fault: 'out of order',
    rules: {
      nextStep: (entries, circumstances) => {
        const step = nextStep(entries, circumstances);
        const waiting = entries.filter(({ phase }) => phase.phase === 'queued');
        return step.do === 'look' && waiting.length > 0 ? nextStep(waiting, circumstances) : step;
      },
    },
  },
  {
    name: 'the newest first',
    fault: 'out of order',
    rules: {
      nextStep: (entries, circumstances) =>
        nextStep(
          entries.map((of) => ({ ...of, seq: -of.seq })),
          circumstances,
        ),
    },
  },
  {
    name: 'emit, then commit',
    fault: 'stored twice',
    rules: { commitsFirst: false },
  },
  {
    name: 'wait for an answer for ever',
    fault: 'never ends',
    rules: {
      nextStep: (entries, circumstances) => {
        const step = nextStep(entries, circumstances);
        return step.do === 'leave-line' ? { do: 'nothing' } : step;
      },
    },
  },
  {
    name: 'take an error for a refusal without a look',
    fault: 'failed, and there',
    rules: {
      nextStep: (entries, circumstances) => {
        const step = nextStep(entries, circumstances);
        const isRefused = step.do === 'look' && 'refusal' in step.entry.phase;
        return isRefused
          ? { do: 'refuse', entry: step.entry, reason: { code: 'refused', error: 'no' } }
          : step;
      },
    },
  },
  {
    name: 'send again where nothing can be looked up',
    fault: 'sent again by itself',
    hasHistory: false,
    rules: {
      nextStep: (entries, circumstances) => {
        const step = nextStep(entries, circumstances);
        if (step.do !== 'give-up') return step;
        return circumstances.epoch === undefined ? { do: 'nothing' } : { do: 'send', entry: step.entry };
      },
    },
  },
];

const absenceOf = ({ phase }: OutboxEntry): number | undefined =>
  phase.phase === 'doubtful' ? phase.absentAt : undefined;

describe('each rule is needed', { timeout: 60_000 }, () => {
  it.each(MUTANTS)(
    '"$name" ends with a message $fault',
    ({ rules, fault, hasHistory = true, steps, seed }) => {
      expect(leadTo(fault, { ...RULES, ...rules }, hasHistory, steps, seed)).toBe(true);
    },
  );
});
