// @vitest-environment jsdom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeAll, expect, it } from 'vitest';
import type { OpenRoom, ViewChange } from '../../../../src/relay/to-view.ts';
import type { ViewEndHandlers } from '../../../../src/relay/view-end.ts';
import { Row } from '../../../../src/views/conversation/log/row.tsx';
import { setTextSource } from '../../../../src/views/i18n/text.ts';
import { createViewModel } from '../../../../src/views/state/view-model.ts';
import { english } from '../../../stage/english.ts';
import { madeAgent, madeOpen, madeRoom, madeState, other, own } from '../../../stage/made.ts';

beforeAll(() => setTextSource(english));
afterEach(() => act(() => render(null, document.body)));

/** The messages of a room, each in a row, and how changes come in. */
const setUp = (open: Partial<OpenRoom>) => {
  let handlers: ViewEndHandlers | undefined;
  const model = createViewModel({
    connect: (given) => {
      handlers = given;
      return { execute: () => new Promise(() => undefined), close: () => undefined };
    },
    nextFrame: (run) => run(),
    newId: () => 'id',
  });
  handlers?.onSnapshot(madeState({ open: madeOpen(open) }));
  const conversation = model.conversation.value;
  if (!conversation) throw new Error('no room is open');
  const Rows = () => {
    const ids = conversation.ids.value;
    return ids.map((id, index) => (
      <Row
        key={id}
        model={model}
        conversation={conversation}
        id={id}
        previousId={ids[index - 1]}
        nextId={ids[index + 1]}
        firstNew={false}
        latestOwn={false}
      />
    ));
  };
  act(() => render(<Rows />, document.body));
  return (...changes: ViewChange[]) => act(() => handlers?.onChanges(changes));
};

it('says the day once, also when older messages have come in above', () => {
  const change = setUp({ messages: [own('two', 'two', 1_000)] });
  expect(document.querySelectorAll('.day')).toHaveLength(1);

  change({ type: 'put', message: own('one', 'one', 0) });
  expect(document.querySelectorAll('article')).toHaveLength(2);
  expect(document.querySelectorAll('.day')).toHaveLength(1);
  expect(document.querySelectorAll('[data-first=true]')).toHaveLength(1);
});

it('offers another answer where one agent answers, and not in a group or a room by hand', () => {
  const messages = [own('q', 'Who are you?', 1_000), other('a', 'Eliza.', 2_000)];
  const offered = () =>
    [...document.querySelectorAll('button')].some((it) => it.textContent === 'Regenerate');
  setUp({ messages });
  expect(offered()).toBe(true);
  act(() => render(null, document.body));
  const { agentId, agentName, ...bare } = madeRoom();
  setUp({ messages, room: { ...bare, agents: [{ id: madeAgent('Eliza', '').id, name: 'Eliza' }] } });
  expect(document.querySelectorAll('article')).toHaveLength(2);
  expect(offered()).toBe(false);
  act(() => render(null, document.body));
  setUp({ messages, room: bare });
  expect(offered()).toBe(false);
});

it('kerns no word that a browser would lay out for seconds, whoever wrote it', () => {
  const long = 'A'.repeat(5_000);
  setUp({ messages: [own('o', long, 1_000), other('a', 'Yes.', 2_000, { thought: long })] });
  const unkerned = [...document.querySelectorAll('.long-words')].map(({ textContent }) => textContent);
  expect(unkerned).toEqual([long, long]);
});
