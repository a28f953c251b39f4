// @vitest-environment jsdom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeAll, expect, it } from 'vitest';
import type { ViewEndHandlers } from '../../src/relay/view-end.ts';
import { Row } from '../../src/views/conversation/row.tsx';
import { createViewModel } from '../../src/views/model.ts';
import { setTextSource } from '../../src/views/text.ts';
import { english } from '../stage/english.ts';
import { madeOpen, madeState, own } from '../stage/made.ts';

beforeAll(() => setTextSource(english));
afterEach(() => act(() => render(null, document.body)));

it('says the day once, also when older messages have come in above', () => {
  let handlers: ViewEndHandlers | undefined;
  const model = createViewModel({
    connect: (given) => {
      handlers = given;
      return { ask: () => new Promise(() => undefined), close: () => undefined };
    },
    nextFrame: (run) => run(),
    newId: () => 'id',
  });
  const second = own('two', 'two', 1_000);
  handlers?.onSnapshot(madeState({ open: madeOpen({ messages: [second] }) }));
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
  expect(document.querySelectorAll('.day')).toHaveLength(1);

  const first = own('one', 'one', 0);
  act(() => handlers?.onChanges([{ type: 'put', message: first }]));
  expect(document.querySelectorAll('article')).toHaveLength(2);
  expect(document.querySelectorAll('.day')).toHaveLength(1);
  expect(document.querySelectorAll('[data-first=true]')).toHaveLength(1);
});
