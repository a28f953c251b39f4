import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  beginPass,
  freshRows,
  type HistoryQuery,
  nextStep,
  PAGE_SIZE,
  type PassEnd,
  type PassOptions,
  type PassPage,
} from '../../src/delivery/history-pass.ts';
import { LAST_TIME } from '../../src/model/time.ts';
import type { WireMessage } from '../../src/wire/events.ts';
import { serverId, wire } from '../harness/nouns.ts';

type LoadPage = (query: HistoryQuery) => PassPage;

const NOW = 1e12;

/** Reads pages until one holds a row that `isEnough` accepts, or the pass ends otherwise. */
const readBack = (
  load: LoadPage,
  isEnough: (row: WireMessage) => boolean,
  { options = {}, isFutureKnown = false }: { options?: Partial<PassOptions>; isFutureKnown?: boolean } = {},
): { rows: WireMessage[]; end: PassEnd; before: number | undefined } => {
  const rows: WireMessage[] = [];
  let pass = beginPass({ now: NOW, ...options });
  for (;;) {
    const page = load(pass.query);
    const fresh = freshRows(pass, page);
    rows.push(...fresh);
    const step = nextStep(pass, page, {
      isReached: fresh.some(isEnough),
      isFutureKnown,
      serverNow: NOW,
      now: NOW,
    });
    if (step.type === 'done') return { rows, end: step.end, before: step.before };
    pass = step.pass;
  }
};

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
  (rows: Row[], dice: Iterator<number>, onPage: () => void = () => {}): LoadPage =>
  ({ before = Number.POSITIVE_INFINITY, limit }) => {
    const page = rows
      .filter(({ at }) => at < before)
      .map((row) => ({ row, tie: dice.next().value as number }))
      .sort((a, b) => b.row.at - a.row.at || a.tie - b.tie)
      .slice(0, limit)
      .map(({ row }) => row);
    onPage();
    return { messages: page.filter(({ broken }) => !broken).map(told), rows: page.length };
  };

const dice = fc.infiniteStream(fc.nat(1_000));

/** What a mutant does to the pages that are asked for, or to the question whether it is enough. */
interface Mutation {
  load?: (load: LoadPage) => LoadPage;
  isEnough?: (headAt: number) => (row: WireMessage) => boolean;
}

const isOlderThan =
  (headAt: number) =>
  ({ createdAt }: WireMessage): boolean =>
    createdAt !== undefined && createdAt < headAt;

/** Everything from `headAt` on, whichever of it is known already, is read, each row once, newest first. */
const catchesUp = ({ load = (same) => same, isEnough = isOlderThan }: Mutation = {}) =>
  fc.property(history, fc.nat(100), fc.nat(4), dice, (rows, back, arriving, ties) => {
    const sorted = [...rows];
    const headAt = sorted[Math.max(0, sorted.length - 1 - back * 2)]?.at ?? 0;
    const missed = sorted.filter(({ at, broken }) => at >= headAt && !broken).map(({ id }) => id);
    const arrive = (): void => {
      for (let more = 0; more < arriving; more += 1) {
        sorted.push({ id: `late ${sorted.length}`, at: (sorted.at(-1)?.at ?? 1_000) + 1, broken: false });
      }
    };
    const read = readBack(load(serve(sorted, ties, arrive)), isEnough(headAt));
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
  it('reads everything since the head, each row once, whatever shares its millisecond', () => {
    fc.assert(catchesUp(), OPTIONS);
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
  ])('loses rows if it %s', (_name, mutation) => {
    expect(fc.check(catchesUp(mutation), { ...OPTIONS, seed: 1 }).failed).toBe(true);
  });
});

const rowsFrom = (first: number, count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ id: `${first + index}`, at: first + index, broken: false }));

describe('a pass', { timeout: 30_000 }, () => {
  const ask = (rows: Row[], most = Infinity) => {
    const queries: HistoryQuery[] = [];
    const load = serve(rows, fc.sample(dice, 1)[0] ?? [][Symbol.iterator]());
    return {
      queries,
      load: (query: HistoryQuery) => {
        queries.push(query);
        return load({ ...query, limit: Math.min(query.limit, most) });
      },
    };
  };

  it('ends at the first page that holds what is known', () => {
    const { load, queries } = ask(rowsFrom(1_000, 200));
    expect(readBack(load, ({ createdAt }) => createdAt === 1_170)).toMatchObject({
      end: 'reached',
      before: 1_151,
    });
    expect(queries).toEqual([{ limit: 50 }]);
  });

  it('begins each page with the last millisecond of the one before, and reads larger ones after the first', () => {
    const { load, queries } = ask(rowsFrom(1_000, 280));
    expect(readBack(load, () => false)).toMatchObject({ end: 'end' });
    expect(queries).toEqual([{ limit: 50 }, { limit: 200, before: 1_231 }, { limit: 200, before: 1_032 }]);
  });

  it('reads 5,000 rows with at most 30 requests', () => {
    const { load, queries } = ask(rowsFrom(1_000, 6_000));
    const read = readBack(load, ({ createdAt = 0 }) => createdAt < 2_000);
    expect(read.end).toBe('reached');
    expect(queries.length).toBeLessThanOrEqual(30);
  });

  it('begins where it is told to', () => {
    const { load, queries } = ask(rowsFrom(1_000, 10));
    const read = readBack(load, () => true, { options: { before: 1_003 } });
    expect(queries).toEqual([{ limit: 50, before: 1_003 }]);
    expect(read.rows.map(({ createdAt }) => createdAt)).toEqual([1_002, 1_001, 1_000]);
  });

  it('knows the end of a history of exactly one page', () => {
    const { load, queries } = ask(rowsFrom(1_000, PAGE_SIZE));
    expect(readBack(load, () => false)).toMatchObject({ end: 'end' });
    expect(queries.map(({ limit }) => limit)).toEqual([50, 200]);
  });

  it.each([60, 100, 199])('reads all of a server that gives no more than %i rows at once', (most) => {
    const { load } = ask(rowsFrom(1_000, 900), most);
    const read = readBack(load, () => false);
    expect(read.end).toBe('end');
    expect(read.rows).toHaveLength(900);
  });

  it('reads past a whole page of rows that cannot be decoded', () => {
    const rows = [
      ...rowsFrom(1_000, 10),
      ...rowsFrom(2_000, PAGE_SIZE + 5).map((row) => ({ ...row, broken: true })),
    ];
    const { load } = ask(rows);
    const read = readBack(load, () => false);
    expect(read.rows.map(({ createdAt }) => createdAt)).toContain(1_000);
  });

  it('is stuck, and not at the end, where more rows share a millisecond than a page is widened to', () => {
    const rows = [...rowsFrom(1_000, 10), ...rowsFrom(2_000, 2_000).map((row) => ({ ...row, at: 3_000 }))];
    const read = readBack(ask(rows).load, () => false);
    expect(read).toMatchObject({ end: 'stuck', before: 3_001 });
    expect(readBack(ask(rows).load, () => false, { options: { isAsked: true } })).toMatchObject({
      end: 'end',
    });
  });

  it('is stuck with a server that knows no `before`', () => {
    const rows = rowsFrom(1_000, 5_000).reverse().map(told);
    let pages = 0;
    const read = readBack(
      ({ limit }) => {
        pages += 1;
        return { messages: rows.slice(0, limit), rows: limit };
      },
      () => false,
    );
    expect(read.end).toBe('stuck');
    expect(pages).toBeLessThan(30);
  });

  it.each<[string, (request: number, index: number, query: HistoryQuery) => number]>([
    ['of the same moment', () => 5_000],
    ['ever newer', (request) => 5_000 + request],
    ['of times all over', (request, index) => 5_000 + ((request * 7_919 + index * 104_729) % 4_001)],
    ['ever older', (_request, index, { before = 1e9 }) => before - 1 - index],
  ])('is bounded where the server always has fresh rows, %s', (_times, timeOf) => {
    let requests = 0;
    let given = 0;
    const read = readBack(
      (query) => {
        requests += 1;
        const messages = Array.from({ length: query.limit }, (_, index) =>
          told({ id: `${given++}`, at: timeOf(requests, index, query), broken: false }),
        );
        return { messages, rows: query.limit };
      },
      () => false,
    );
    expect(['stuck', 'bounded']).toContain(read.end);
    expect(requests).toBeLessThanOrEqual(30);
    expect(given).toBeLessThan(11_000);
  });

  it('is bounded in its time', () => {
    const pass = beginPass({ now: NOW });
    const page = serve(rowsFrom(1_000, 500), (fc.sample(dice, 1)[0] ?? [])[Symbol.iterator]())({ limit: 50 });
    const verdict = { isReached: false, serverNow: NOW };
    expect(nextStep(pass, page, { ...verdict, now: NOW + 59_000 })).toMatchObject({ type: 'next' });
    expect(nextStep(pass, page, { ...verdict, now: NOW + 60_000 })).toMatchObject({
      end: 'bounded',
      before: 1_451,
    });
  });

  it('goes on below known rows that were written before the server’s clock was set back', () => {
    const { load, queries } = ask([...rowsFrom(1_000, 10), ...rowsFrom(NOW + 3_600_000, 900)]);
    const read = readBack(load, ({ createdAt = 0 }) => createdAt < NOW, { isFutureKnown: true });
    expect(read.rows).toHaveLength(60);
    expect(queries).toEqual([{ limit: 50 }, { limit: 200, before: NOW + 60_000 }]);
  });
});

describe('the last of all times', () => {
  it('ends the reading like any other: no page begins after it', () => {
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
    const read = readBack(
      (query) => {
        asked.push(query.before);
        return load(query);
      },
      () => false,
    );
    expect(read.end).toBe('end');
    expect(asked).toEqual([undefined, LAST_TIME]);
  });
});
