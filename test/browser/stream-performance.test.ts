import { beforeAll, describe, expect, it } from 'vitest';
import type { ViewChange } from '../../src/relay/to-view.ts';
import { other } from '../stage/made.ts';
import type { Measured } from '../stage/measure.ts';
import { FIRST_PAGE, HISTORY_PAGE } from '../stage/scenes.ts';
import type { StreamKind } from '../stage/streams.ts';
import { type StageGlobals, sharedStage } from './harness/stage.ts';

const TOKENS = 20_000;
const SMALL = 550;
const LARGE = 10_000;
/** So many times as much of the page's main thread a long history may cost as a short one. */
const BUSY_AT_MOST = 3;
/** So large a share of the frames it may cost more: layout and painting do not count as the thread's time. */
const DROPPED_AT_MOST = 0.25;

type Globals = StageGlobals & {
  measure(work: () => Promise<void>): Promise<Measured>;
  playStream(kind: StreamKind, id: string, count: number): Promise<Measured>;
};

interface Row extends Measured {
  what: string;
  messages: number;
  /** Processor time of the page's main thread in ms, on which other load has little effect. */
  busy: number;
}

const stage = sharedStage();
const rows: Row[] = [];

beforeAll(async () => {
  await stage.page.cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
});

const busyTime = async (): Promise<number> => {
  const { metrics } = await stage.page.cdp.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
};

const record = async (what: string, messages: number, work: () => Promise<Measured>): Promise<void> => {
  await stage.painted();
  const before = await busyTime();
  const measured = await work();
  rows.push({ what, messages, ...measured, busy: (await busyTime()) - before });
};

/** Reads one page of the history further back. */
const loadOlder = (): Promise<Measured> =>
  stage.page.evaluate(() =>
    (globalThis as Globals).measure(async () => {
      // Messages that are far from the visible part are not in the document: its height alone tells.
      const height = () => document.querySelector('[role=log]')?.scrollHeight;
      const before = height();
      document.querySelector<HTMLElement>('.older')?.click();
      while (height() === before) await new Promise(requestAnimationFrame);
    }),
  );

const toTheEnd = async (): Promise<void> => {
  await stage.page.evaluate(() => document.querySelector<HTMLElement>('.jump')?.click());
  await stage.painted();
  expect(await stage.below()).toBeLessThanOrEqual(1);
};

/** Up by a hundred times as much as a turn of the wheel, frame by frame. */
const scrollUp = (): Promise<Measured> =>
  stage.page.evaluate(() =>
    (globalThis as Globals).measure(async () => {
      const log = document.querySelector('[role=log]');
      for (let turn = 0; log && turn < 100; turn += 1) {
        log.scrollTop -= 100;
        await new Promise(requestAnimationFrame);
      }
    }),
  );

/** Messages that come in one by one, each painted before the next. */
const receive = (): Promise<Measured> =>
  stage.page.evaluate(
    (changes) =>
      (globalThis as Globals).measure(async () => {
        for (const change of changes) {
          (globalThis as Globals).stage.announce(change);
          await new Promise(requestAnimationFrame);
        }
      }),
    Array.from({ length: 100 }, (_, index): ViewChange => {
      const message = other(`r${index}`, `Another answer, the ${index + 1}th of many.`, Date.now() + index);
      return { type: 'put', message };
    }),
  );

const stream = (kind: StreamKind): Promise<Measured> =>
  stage.page.evaluate(([kind, count]) => (globalThis as Globals).playStream(kind, kind, count), [
    kind,
    TOKENS,
  ] as const);

const inRoomOf = async (messages: number): Promise<void> => {
  await stage.open('endless');
  for (let shown = FIRST_PAGE; shown < messages - HISTORY_PAGE; shown += HISTORY_PAGE) await loadOlder();
  await record('a page of older ones', messages, loadOlder);
  await toTheEnd();
  await record('scrolling up', messages, scrollUp);
  await toTheEnd();
  await record('a hundred messages', messages, receive);
  await record('tokens as blocks', messages, () => stream('blocks'));
  await record('tokens as code', messages, () => stream('code'));
};

const table = (): string => {
  const head =
    'what                  messages  busy ms  total ms  longest task  longest frame  dropped frames';
  const lines = rows.map(({ what, messages, busy, total, longestTask, longestFrame, dropped, frames }) =>
    [
      what.padEnd(22),
      `${messages}`.padStart(8),
      busy.toFixed(0).padStart(9),
      total.toFixed(0).padStart(10),
      (longestTask > 0 ? longestTask.toFixed(0) : '< 50').padStart(14),
      longestFrame.toFixed(0).padStart(15),
      `${dropped} of ${dropped + frames}`.padStart(16),
    ].join(''),
  );
  return [head, ...lines].join('\n');
};

describe('a room of ten thousand messages', () => {
  it('costs no more per event than one of a few hundred', { timeout: 600_000 }, async () => {
    await inRoomOf(SMALL);
    await inRoomOf(LARGE);
    process.stdout.write(`\n${TOKENS} tokens each\n${table()}\n`);

    const share = ({ dropped, frames }: Row): number => dropped / (dropped + frames);
    const small = rows.filter(({ messages }) => messages === SMALL);
    for (const row of small) {
      const large = rows.find(({ what, messages }) => what === row.what && messages === LARGE);
      if (!large) throw new Error(`${row.what} was not measured`);
      expect(large.busy / row.busy, row.what).toBeLessThan(BUSY_AT_MOST);
      expect(share(large) - share(row), row.what).toBeLessThan(DROPPED_AT_MOST);
    }
    expect(small).toHaveLength(5);
  });
});
