// @vitest-environment jsdom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Message } from '../../../src/model/message.ts';
import type { ViewChange } from '../../../src/relay/to-view.ts';
import { Announcer } from '../../../src/views/conversation/announcer.tsx';
import { markdownToPlainText } from '../../../src/views/conversation/markdown/formatted.tsx';
import { setTextSource } from '../../../src/views/i18n/text.ts';
import { createViewModel } from '../../../src/views/state/view-model.ts';
import { english } from '../../stage/english.ts';
import { madeOpen, madeState, other, own, ROOM_ID } from '../../stage/made.ts';

let announce: (...changes: ViewChange[]) => void;
let snapshot: (messages: Message[]) => void;

// It would not come while the clock is replaced.
beforeAll(() => import('../../../src/views/conversation/message/attachment-words.ts'));
beforeEach(() => {
  setTextSource(english);
  vi.useFakeTimers();
  const model = createViewModel({
    connect: (handlers) => {
      snapshot = (messages) => handlers.onSnapshot(madeState({ open: madeOpen({ messages }) }));
      snapshot([own('q', 'Hi', 1), other('s', '', 2, { reply: 'streaming' })]);
      announce = (...changes) => handlers.onChanges(changes);
      return { execute: () => new Promise(() => undefined), close: () => undefined };
    },
    nextFrame: (run) => run(),
    newId: () => 'id',
  });
  act(() => render(<Announcer model={model} />, document.body));
});
afterEach(() => {
  act(() => render(null, document.body));
  vi.useRealTimers();
});

const region = (): Element | null => document.querySelector('[aria-live=polite]');
/** Each piece that came into the live region. */
const listen = (): string[] => {
  const heard: string[] = [];
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const { textContent } of addedNodes) heard.push(textContent ?? '');
  }).observe(region() ?? document.body, { childList: true, subtree: true });
  return heard;
};
const pass = (ms: number): Promise<void> =>
  act(async () => {
    await vi.advanceTimersByTimeAsync(ms);
  });

it('reads a reply out once, when it is complete, and none of its pieces', async () => {
  const heard = listen();
  for (const text of ['Hello', ' **there', '**']) {
    announce({ type: 'append', roomId: ROOM_ID, id: other('s', '', 0).id, text });
  }
  await pass(50);
  expect(heard).toEqual([]);
  announce({ type: 'put', message: other('s', 'Hello **there**', 2) });
  await pass(50);
  announce({ type: 'put', message: other('s', 'Hello **there**', 3, { thought: 'A greeting.' }) });
  await pass(50);
  expect(heard).toEqual(['Eliza: Hello there']);
  await pass(1000);
  expect(region()?.textContent).toBe('');
  expect(heard).toHaveLength(1);
});

it('reads out each of several that come at once', async () => {
  const heard = listen();
  announce(
    { type: 'put', message: other('t', 'One', 3, { authorName: 'Ada' }) },
    { type: 'put', message: other('u', 'Two', 4) },
  );
  await pass(50);
  expect(heard).toEqual(['Ada: One', 'Eliza: Two']);
});

it('says of a reply that is cut off what came, and that it is; of the whole one, that', async () => {
  const heard = listen();
  announce({ type: 'append', roomId: ROOM_ID, id: other('s', '', 0).id, text: 'Hello' });
  announce({ type: 'put', message: other('s', 'Hello', 2, { reply: 'incomplete' }) });
  await pass(50);
  announce({ type: 'put', message: other('s', 'Hello', 2, { reply: 'incomplete', thought: 'Hm.' }) });
  announce({ type: 'put', message: other('s', 'Hello there', 2) });
  await pass(50);
  expect(heard).toEqual(['Eliza: Hello\nIncomplete: the connection ended first', 'Eliza: Hello there']);
});

it('says of a reply that was stopped what is shown, once, whatever the server does', async () => {
  const heard = listen();
  announce({ type: 'put', message: other('s', 'Hello the', 2, { reply: 'streaming', stoppedAt: 5 }) });
  await pass(50);
  announce({ type: 'put', message: other('s', 'Hello there', 2, { stoppedAt: 5 }) });
  await pass(50);
  expect(heard).toEqual([`Eliza: Hello\n${english('reply_stopped_goes_on', [])}`]);
});

it('reads out what ended while the worker was replaced', async () => {
  const heard = listen();
  snapshot([own('q', 'Hi', 1), other('s', 'Hello', 2, { reply: 'incomplete' })]);
  await pass(50);
  expect(heard).toEqual(['Eliza: Hello\nIncomplete: the connection ended first']);
});

it.each([
  ['', [{ url: '/media/a.png', title: 'cat.png', contentType: 'image/png' }], 'Image: cat.png'],
  ['Here', [{ url: '/media/a.pdf', title: 'Plan.pdf', contentType: '' }], 'Here\nFile: Plan.pdf'],
  [
    '',
    [
      { url: '/media/a.mp3', title: '', contentType: 'audio/mpeg' },
      { url: '/media/b.mp4', title: 'b', contentType: 'video' },
      { url: 'https://example.com/page', title: 'A page', contentType: 'link' },
    ],
    'Audio file: a.mp3\nVideo file: b\nWeb page: A page',
  ],
  ['![](https://example.com/p.png)', [], 'Image'],
])('says of %j with %j which files came', async (words, files, expected) => {
  const heard = listen();
  const attachments = files.map((file, index) => ({ id: String(index), ...file }));
  announce({ type: 'put', message: other('f', words, 3, { attachments }) });
  await pass(50);
  expect(heard).toEqual([`Eliza: ${expected}`]);
});

it('says nothing of the files of a reply that was stopped', async () => {
  const heard = listen();
  const attachments = [{ id: 'a', url: '/media/a.png', title: 'a.png', contentType: '' }];
  announce({ type: 'put', message: other('f', 'Hello there', 3, { attachments, stoppedAt: 5 }) });
  await pass(50);
  expect(heard).toEqual([`Eliza: Hello\n${english('reply_stopped', [])}`]);
});

it('says the words of Markdown without its signs', () => {
  const source = `# Title

Some *emphasis*, \`code\` &amp; a [link](https://example.com), ![a picture](p.png).

- one
- [x] two

| A | B |
|---|---|
| 1 | **2** |

---

> A quotation

\`\`\`ts
join(room);
\`\`\``;
  expect(markdownToPlainText(source)).toBe(`Title
Some emphasis, code & a link, a picture.
one
two
A, B
1, 2
A quotation
join(room);`);
});
