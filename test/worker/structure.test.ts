import { describe, expect, it } from 'vitest';
import { circlesIn, partsOf } from './handed.ts';
import { selfWaits } from './self-waits.ts';
import { readWorker } from './source.ts';

const sources = readWorker();
const sourceOf = (path: string): string => sources.get(path) ?? '';
/** The files that match, with how often. */
const matching = (pattern: RegExp): string[] =>
  [...sources].flatMap(([path, source]) => (pattern.test(source) ? [path] : [])).sort();

describe('the session', () => {
  it('can be changed by the unit of work alone', () => {
    expect(matching(/\btype Session\b|\bas Session\b|\btakeOver\w+|\bchangeableRoomState\b/)).toEqual([
      'session.ts',
      'unit-of-work.ts',
    ]);
  });

  it('and what was committed is announced by the unit of work alone', () => {
    expect(matching(/emit\(\{ type: 'committed'/)).toEqual(['unit-of-work.ts']);
    expect(matching(/\brelay\.announce\b/)).toEqual(['worker.ts']);
  });

  it('and storage is written by the unit of work alone', () => {
    expect(matching(/\bstore\.(commit|forget)\b/)).toEqual(['store-view.ts', 'unit-of-work.ts']);
  });
});

describe('a transaction', () => {
  it('waits for no other', () => {
    expect(selfWaits(sources)).toEqual([]);
  });

  it.each<[string, string]>([
    ['itself', 'const f = () => unit.transact(async (tx) => { await unit.transact(g); });'],
    ['itself without a name', 'const f = () => unit.transact(async () => { await unit.transact(g); });'],
    [
      'what starts one',
      'const open = async () => { await unit.transact(g); }; const f = async (tx) => { await open(); };',
    ],
    [
      'what another part starts',
      'const p = { rename: (id) => unit.transact(g) }; const f = () => unit.transact((tx) => rooms.rename(1));',
    ],
    ['what the connection says', 'const f = (tx) => unit.hear(input);'],
  ])('that waits for %s is found', (_what, source) => {
    expect(selfWaits(new Map([['a.ts', source]]))).toHaveLength(1);
  });

  it.each<[string, string]>([
    ['joins', 'const f = () => unit.transact(async (tx) => { await tx.transact(g); });'],
    ['is joined', 'const show = (w) => w.transact(g); const f = async (tx) => { await show(tx); };'],
    ['only starts one', 'const f = async (tx) => { void unit.transact(g); };'],
    ['starts one later', 'const f = async (tx) => { clock.after(5, () => unit.transact(g)); };'],
  ])('that %s is not', (_what, source) => {
    expect(selfWaits(new Map([['a.ts', source]]))).toEqual([]);
  });
});

describe('the parts of the worker', () => {
  it.each([
    ['worker.ts', 'startWorker'],
    ['parts.ts', 'createParts'],
  ])('that %s builds are handed only those before them', (path, builder) => {
    const parts = partsOf(path, sourceOf(path), builder);
    expect(parts.length).toBeGreaterThan(8);
    expect(circlesIn(parts)).toEqual([]);
  });

  it.each<[string, string]>([
    ['directly', 'const a = createA({ b }); const b = createB({ a });'],
    ['by a closure', 'const a = createA({ go: () => b.go() }); const b = createB({ a });'],
    ['by a list', 'const a = createA({ ...shared }); const b = 1; const shared = { a, b };'],
    ['by itself', 'const a = createA(() => a);'],
  ])('are not handed what is handed them, %s', (_how, body) => {
    const source = `export const build = (deps) => { ${body} };`;
    expect(circlesIn(partsOf('a.ts', source, 'build'))).toHaveLength(1);
  });
});
