import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LoadPage, PAGE_SIZE, readBack } from '../../src/delivery/catch-up.ts';
import { LAST_TIME } from '../../src/model/time.ts';
import type { WireMessage } from '../../src/wire/events.ts';
import { serverId, wire } from '../harness/nouns.ts';

interface Row {
  id: string;
  at: number;
  /** A row that we cannot decode: the server counts it, we do not see it. */
  broken: boolean;
}

/** Bursts of rows, some of them all in one millisecond, some longer than a page. */
const history: fc.Arbitrary<Row[]> = fc
  .array(
    fc.record({
      gap: fc.nat(3),
      rows: fc.oneof(
        { arbitrary: fc.integer({ min: 1, max: 4 }), weight: 6 },
        { arbitrary: fc.integer({ min: PAGE_SIZE - 2, max: 3 * PAGE_SIZE }), weight: 1 },
      ),
      isOneMoment: fc.boolean(),
      broken: fc.constantFrom(false, false, false, true),
    }),
    { maxLength: 20, size: 'max' },
  )
  .map((bursts) => {
    let at = 1_000;
    return bursts.flatMap(({ gap, rows, isOneMoment, broken }, burst) => {
      at += gap;
      return Array.from({ length: rows }, (_, index) => {
        if (!isOneMoment) at += 1;
        return { id: `${burst}.${index}`, at, broken };
      });
    });
  });

const told = ({ id, at }: Row): WireMessage => wire({ serverId: serverId(id), createdAt: at });

/**
 * Pages as ElizaOS serves them: newest first, strictly before, `limit` of them. Rows of one millisecond come
 * in another order each time, and rows may be added while somebody reads.
 */
const serve =
  (rows: Row[], dice: Iterator<number>, onPage: () => void = () => {}): LoadPage<string> =>
  async ({ before = Number.POSITIVE_INFINITY, limit }) => {
    const page = rows
      .filter(({ at }) => at < before)
      .map((row) => ({ row, tie: dice.next().value as number }))
      .sort((a, b) => b.row.at - a.row.at || a.tie - b.tie)
      .slice(0, limit)
      .map(({ row }) => row);
    onPage();
    return {
      ok: true,
      value: { messages: page.filter(({ broken }) => !broken).map(told), rows: page.length },
    };
  };

const dice = fc.infiniteStream(fc.nat(1_000));

/** What a mutant does to the pages that are asked for, or to the question whether it is enough. */
interface Mutation {
  load?: (load: LoadPage<string>) => LoadPage<string>;
  isEnough?: (headAt: number) => (row: WireMessage) => boolean;
}

const isOlderThan =
  (headAt: number) =>
  ({ createdAt }: WireMessage): boolean =>
    createdAt !== undefined && createdAt < headAt;

/** Everything from `headAt` on, whichever of it is known already, is read, each row once, newest first. */
const catchesUp = ({ load = (same) => same, isEnough = isOlderThan }: Mutation = {}) =>
  fc.asyncProperty(history, fc.nat(100), fc.nat(4), dice, async (rows, back, arriving, ties) => {
    const sorted = [...rows];
    const headAt = sorted[Math.max(0, sorted.length - 1 - back * 2)]?.at ?? 0;
    const missed = sorted.filter(({ at, broken }) => at >= headAt && !broken).map(({ id }) => id);
    const arrive = (): void => {
      for (let more = 0; more < arriving; more += 1) {
        sorted.push({ id: `late ${sorted.length}`, at: (sorted.at(-1)?.at ?? 1_000) + 1, broken: false });
      }
    };
    const read = await readBack(load(serve(sorted, ties, arrive)), isEnough(headAt));
    if (!read.ok) return false;
    const ids = read.rows.map((row) => row.serverId as string);
    const times = read.rows.map(({ createdAt = 0 }) => createdAt);
    return (
      missed.every((id) => ids.includes(id)) &&
      new Set(ids).size === ids.length &&
      times.every((time, index) => index === 0 || time <= (times[index - 1] ?? time))
    );
  });

const OPTIONS = { numRuns: 400 };

describe('catching up', { timeout: 60_000 }, () => {
  it('reads everything since the head, each row once, whatever shares its millisecond', async () => {
    await fc.assert(catchesUp(), OPTIONS);
  });

  it.each<[string, Mutation]>([
    [
      'pages strictly before the oldest row',
      {
        load: (load) => (query) =>
          load({ ...query, ...(query.before !== undefined && { before: query.before - 1 }) }),
      },
    ],
    [
      'does not widen a page that brings nothing new',
      { load: (load) => (query) => load({ ...query, limit: Math.min(query.limit, PAGE_SIZE) }) },
    ],
    ['reads one page alone', { isEnough: () => () => true }],
    [
      'takes the millisecond of the head for known',
      {
        isEnough:
          (headAt) =>
          ({ createdAt = 0 }) =>
            createdAt <= headAt,
      },
    ],
  ])('loses rows if it %s', async (_name, mutation) => {
    expect((await fc.check(catchesUp(mutation), { ...OPTIONS, seed: 1 })).failed).toBe(true);
  });
});

const rowsFrom = (first: number, count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ id: `${first + index}`, at: first + index, broken: false }));

describe('reading back', { timeout: 30_000 }, () => {
  const ask = (rows: Row[]) => {
    const queries: { before?: number; limit: number }[] = [];
    const load = serve(rows, fc.sample(dice, 1)[0] ?? [][Symbol.iterator]());
    return {
      queries,
      load: (query: { before?: number; limit: number }) => {
        queries.push(query);
        return load(query);
      },
    };
  };

  it('stops at the first page that holds what is known', async () => {
    const { load, queries } = ask(rowsFrom(1_000, 200));
    const read = await readBack(load, ({ createdAt }) => createdAt === 1_170);
    expect(read).toMatchObject({ ok: true, end: false });
    expect(queries).toEqual([{ limit: 50 }]);
  });

  it('begins each page with the last millisecond of the one before', async () => {
    const { load, queries } = ask(rowsFrom(1_000, 120));
    expect(await readBack(load, () => false)).toMatchObject({ ok: true, end: true });
    expect(queries).toEqual([{ limit: 50 }, { limit: 50, before: 1_071 }, { limit: 50, before: 1_022 }]);
  });

  it('begins where it is told to', async () => {
    const { load, queries } = ask(rowsFrom(1_000, 10));
    const read = await readBack(load, () => true, 1_003);
    expect(queries).toEqual([{ limit: 50, before: 1_003 }]);
    expect(read.rows.map(({ createdAt }) => createdAt)).toEqual([1_002, 1_001, 1_000]);
  });

  it('knows the end of a history of exactly one page', async () => {
    const { load, queries } = ask(rowsFrom(1_000, PAGE_SIZE));
    expect(await readBack(load, () => false)).toMatchObject({ ok: true, end: true });
    expect(queries.map(({ limit }) => limit)).toEqual([50, 50]);
  });

  it('gives back what it had when a page fails, and that it failed', async () => {
    const { load } = ask(rowsFrom(1_000, 120));
    let pages = 0;
    const read = await readBack<string>(
      async (query) => {
        pages += 1;
        return pages < 2 ? load(query) : { ok: false, error: 'no' };
      },
      () => false,
    );
    expect(read).toMatchObject({ ok: false, error: 'no' });
    expect(read.rows).toHaveLength(PAGE_SIZE);
  });

  it('reads past a whole page of rows that cannot be decoded', async () => {
    const rows = [
      ...rowsFrom(1_000, 10),
      ...rowsFrom(2_000, PAGE_SIZE + 5).map((row) => ({ ...row, broken: true })),
    ];
    const { load } = ask(rows);
    const read = await readBack(load, () => false);
    expect(read.rows.map(({ createdAt }) => createdAt)).toContain(1_000);
  });

  it('comes to an end with a server that knows no `before`', async () => {
    const rows = rowsFrom(1_000, 5_000).reverse().map(told);
    let pages = 0;
    const read = await readBack<string>(
      async ({ limit }) => {
        pages += 1;
        return { ok: true, value: { messages: rows.slice(0, limit), rows: limit } };
      },
      () => false,
    );
    expect(read.ok).toBe(true);
    expect(pages).toBeLessThan(50);
  });
});

describe('the last of all times', () => {
  it('ends the reading like any other: no page begins after it', async () => {
    const asked: (number | undefined)[] = [];
    const rows = Array.from({ length: PAGE_SIZE + 5 }, (_, index) => ({
      id: `${index}`,
      at: LAST_TIME,
      broken: false,
    }));
    const load = serve(
      rows,
      (function* () {
        for (;;) yield 0;
      })(),
    );
    const read = await readBack<string>(
      (query) => {
        asked.push(query.before);
        return load(query);
      },
      () => false,
    );
    expect(read).toMatchObject({ ok: true, end: true });
    expect(asked).toEqual([undefined, LAST_TIME]);
  });
});
