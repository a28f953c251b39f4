// @vitest-environment jsdom
import { beforeAll, describe, expect, it } from 'vitest';
import { loadEntities } from '../../../../src/views/conversation/markdown/entities.ts';
import { highlight } from '../../../../src/views/conversation/markdown/highlight.tsx';
import { LANGUAGE_WORDS, languageOf } from '../../../../src/views/conversation/markdown/languages.ts';
import { loadMarkdown } from '../../../../src/views/conversation/markdown/markdown.tsx';
import { setTextSource } from '../../../../src/views/i18n/text.ts';
import { installResizeObserver } from '../../../harness/resize-observer.ts';
import { english } from '../../../stage/english.ts';
import { foundCode, knownCode } from './hostile-code.ts';
import { foundTexts, type Hostile, knownTexts, withinTexts } from './hostile-texts.ts';
import { STAGES } from './slow-stages.tsx';

/** `npm run test:slow-texts` looks for longer, and prints what it found. */
const isLong = process.env.SLOW_TEXTS === 'long';
const SEED = 20_261_127;
const FOUND = isLong ? 300 : 40;
const LONG_SIZES = [6000, 25_000, 100_000];
const PRINTED = 8;
/** A text of four times the length may take so many times as long: sixteen is the square. */
const GROWTH = 10;
/** What takes less (ms of the processor) is not compared: it is mostly chance. */
const NOISE = isLong ? 30 : 6;
/** So long the longest texts may take (ms of the processor), in jsdom and on a machine with other work. */
const AT_MOST = 900;

beforeAll(async () => {
  installResizeObserver();
  setTextSource(english);
  await Promise.all([loadMarkdown(), loadEntities()]);
});

/** Milliseconds of the processor, or of the clock where fewer. */
const cost = async (work: () => unknown): Promise<number> => {
  const clock = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return Math.min(performance.now() - clock, (user + system) / 1000);
};

interface Row {
  name: string;
  times: readonly number[];
}

type Measure = (text: string) => Promise<number>;

const growsTooFast = (times: readonly number[]): boolean =>
  times.some((time, index) => index > 0 && time > GROWTH * Math.max(NOISE, times[index - 1] ?? 0));

/** What each text takes by its length. What seems to grow too fast is looked at three times. */
const measureAll = async (
  texts: readonly Hostile[],
  sizes: readonly number[],
  measure: Measure,
): Promise<Row[]> => {
  const rows: Row[] = [];
  for (const { name, make } of texts) {
    let times = sizes.map(() => Number.POSITIVE_INFINITY);
    for (let turn = 0; turn < 3 && (turn === 0 || growsTooFast(times)); turn += 1) {
      const again: number[] = [];
      for (const size of sizes) again.push(await measure(make(size)));
      times = times.map((time, index) => Math.min(time, again[index] ?? time));
    }
    rows.push({ name, times });
  }
  return rows.sort((a, b) => (b.times.at(-1) ?? 0) - (a.times.at(-1) ?? 0));
};

const print = (title: string, rows: readonly Row[], sizes: readonly number[]): void => {
  if (!isLong) return;
  const line = ({ name, times }: Row): string =>
    `${times.map((time, index) => (time / ((sizes[index] ?? 0) / 1000)).toFixed(2).padStart(8)).join('')}${(times.at(-1) ?? 0).toFixed(0).padStart(8)}  ${name.slice(0, 90)}`;
  const head = `${sizes.map((size) => `${size / 1000} kB`.padStart(8)).join('')}${'ms'.padStart(8)}  ${title} (ms per kB)`;
  process.stdout.write(`\n${[head, ...rows.slice(0, PRINTED).map(line)].join('\n')}\n`);
};

const check = (rows: readonly Row[]): void => {
  expect(rows.filter(({ times }) => growsTooFast(times))).toEqual([]);
  expect(rows.filter(({ times }) => (times.at(-1) ?? 0) > AT_MOST)).toEqual([]);
};

describe('no text takes a time that grows faster than it', () => {
  const texts = [...knownTexts, ...(isLong ? withinTexts : []), ...foundTexts(SEED, FOUND)];

  it.each(STAGES)('$name', { timeout: 3_600_000 }, async (stage) => {
    const sizes = isLong ? LONG_SIZES : [stage.length / 4, stage.length];
    const rows = await measureAll(texts, sizes, (text) => {
      stage.prepare?.(text);
      return cost(() => stage.run(text));
    });
    print(stage.name, rows, sizes);
    check(rows);
  });
});

describe('no code takes a time that grows faster than it', () => {
  const languages = LANGUAGE_WORDS.filter((word) => languageOf(word) === word);
  const texts = [...knownCode, ...foundCode(SEED, isLong ? 100 : 10)];

  it.each(languages)('%s', { timeout: 3_600_000 }, async (language) => {
    await highlight('a', language);
    const sizes = isLong ? [5000, 20_000] : [1500, 6000];
    const some = isLong ? texts : texts.filter((_, index) => index % 4 === languages.indexOf(language) % 4);
    const rows = await measureAll(some, sizes, (text) => cost(() => highlight(text, language)));
    print(language, rows, sizes);
    check(rows);
  });
});
