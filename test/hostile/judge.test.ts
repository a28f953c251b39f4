import { describe, expect, it } from 'vitest';
import { type Evidence, isClean, judge, SHOWN_MS, table } from './judge.ts';

const TEXT = 'p0 is an ordinary message';
const range = { from: 250, to: 500 };

/** Nothing wrong with it. */
const clean: Evidence = {
  frames: 1_000,
  expected: 200,
  reached: 199,
  exceptions: [],
  foreign: [],
  typed: [{ token: 'p0', text: TEXT }],
  kept: [
    { token: 'p0', text: TEXT, where: 'database' },
    { token: 'p0', text: TEXT, where: 'panel' },
  ],
  polluted: [],
  elsewhere: [],
  dropped: [],
  stuck: [],
  bounds: [{ name: 'heap of the worker', bytes: 10, most: 10 }],
  shown: [{ ms: SHOWN_MS, crowd: 1, ...range }],
  sent: [{ token: 'p0', ms: 100, ...range }],
};

const noted = [{ what: 'something', ...range }];

/** For each column that has to be empty: what fills it. */
const violations: [fault: string, over: Partial<Evidence>, what: RegExp][] = [
  ['exceptions', { exceptions: noted }, /something/],
  ['foreign rooms', { foreign: noted }, /something/],
  ['prototype', { polluted: noted }, /something/],
  ['other hosts', { elsewhere: noted }, /something/],
  ['dropped', { dropped: noted }, /something/],
  ['stuck', { stuck: noted }, /something/],
  ['not reached', { reached: 189 }, /189 of 200/],
  ['over bounds', { bounds: [{ name: 'database', bytes: 2e6, most: 1e6 }] }, /database: 2.0 MB of 1.0 MB/],
  ['late', { shown: [{ ms: SHOWN_MS + 1, crowd: 1, ...range }] }, /took 2001 ms/],
  ['not sent', { sent: [{ token: 'p0', ms: undefined, ...range }] }, /p0 was not sent/],
  ['own changed', { kept: [{ token: 'p0', text: TEXT, where: 'panel' }] }, /p0 is 0 times in the database/],
  ['own changed', { kept: [...clean.kept, ...clean.kept] }, /p0 is 2 times in the database/],
  [
    'own changed',
    { kept: [...clean.kept, { token: 'p0', text: 'p0 not what was written', where: 'popup' }] },
    /"p0 not what was written" in the popup/,
  ],
];

describe('the verdict', () => {
  it('is clean where nothing is wrong', () => {
    expect(judge(clean)).toMatchObject({
      frames: 1_000,
      reached: 199,
      slowestShown: SHOWN_MS,
      slowestSent: 100,
    });
    expect(isClean(judge(clean))).toBe(true);
  });

  it.each(violations)('says of %s, and of nothing else: %o', (fault, over, what) => {
    const verdict = judge({ ...clean, ...over });
    expect(isClean(verdict)).toBe(false);
    const full = Object.entries(verdict.faults).filter(([, { length }]) => length > 0);
    expect(full).toEqual([[fault, [expect.objectContaining({ what: expect.stringMatching(what) })]]]);
  });

  it('names a violation of each column', () => {
    expect(new Set(violations.map(([fault]) => fault))).toEqual(new Set(Object.keys(judge(clean).faults)));
  });

  it('keeps the frames after which something was seen', () => {
    expect(judge({ ...clean, exceptions: noted }).faults.exceptions).toEqual([
      { what: 'something', ...range },
    ]);
    const late = judge({ ...clean, shown: [{ ms: 9_000, crowd: 1, ...range }] }).faults.late;
    expect(late).toEqual([expect.objectContaining(range)]);
  });

  it('allows for a machine that others use', () => {
    expect(isClean(judge({ ...clean, shown: [{ ms: 5_000, crowd: 3, ...range }] }))).toBe(true);
    expect(isClean(judge({ ...clean, shown: [{ ms: 7_000, crowd: 3, ...range }] }))).toBe(false);
  });

  it('is a table, with the bounds below', () => {
    const printed = table([['seed 1', judge(clean)]]);
    expect(printed).toMatch(/^ +run \| frames \| in the chat \| exceptions \|/);
    expect(printed).toMatch(/seed 1 \| +1000 \| +199 \| +0 \|/);
    expect(printed).toMatch(/heap of the worker \| 0.0 MB \| 0.0 MB/);
  });
});
