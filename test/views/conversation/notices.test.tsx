// @vitest-environment jsdom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { ViewState } from '../../../src/relay/to-view.ts';
import type { Command } from '../../../src/relay/to-worker.ts';
import { ConversationView } from '../../../src/views/conversation/conversation.tsx';
import { setTextSource } from '../../../src/views/i18n/text.ts';
import { createViewModel } from '../../../src/views/state/view-model.ts';
import { english } from '../../stage/english.ts';
import { madeOpen, madePlatform, madeState, other, own } from '../../stage/made.ts';

beforeAll(() => {
  setTextSource(english);
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      disconnect() {}
    },
  );
});
afterEach(() => act(() => render(null, document.body)));

/** The conversation as a view shows it, and what it has asked. */
const show = (state: Partial<ViewState>): Command[] => {
  const asked: Command[] = [];
  const model = createViewModel({
    connect: (handlers) => {
      handlers.onSnapshot(madeState(state));
      return {
        execute: async (command) => {
          asked.push(command);
          return { ok: true };
        },
        close: () => undefined,
      };
    },
    nextFrame: (run) => run(),
    newId: () => 'new-id',
  });
  const conversation = model.conversation.value;
  if (!conversation) throw new Error('no room is open');
  act(() =>
    render(
      <ConversationView model={model} platform={madePlatform()} conversation={conversation} toolbar={null} />,
      document.body,
    ),
  );
  return asked;
};
const text = (): string => document.body.textContent ?? '';
const button = (name: string): HTMLButtonElement | undefined =>
  [...document.querySelectorAll('button')].find(({ textContent }) => textContent === name);

it('says until when a server limits us', () => {
  show({ limitedUntil: Date.now() + 11.5 * 60_000 });
  expect(text()).toContain('The server is limiting us, again in 12 min');
});

it('says nothing of a limit that has passed', () => {
  show({ limitedUntil: Date.now() - 1 });
  expect(text()).not.toContain('limiting');
});

it('says that no answer came, and asks again only when it is pressed', async () => {
  const asked = show({ open: madeOpen({ messages: [own('m1', 'Are you there?', Date.now() - 61_000)] }) });
  expect(text()).toContain('Delivered, no answer came');
  expect(asked).toEqual([]);
  act(() => button('Ask again')?.click());
  expect(asked).toMatchObject([{ type: 'send', text: 'Are you there?', messageId: 'new-id' }]);
});

it('does not say so of a message that was answered, or that was sent just now', () => {
  const at = Date.now() - 61_000;
  show({ open: madeOpen({ messages: [own('m1', 'Hi', at), other('s1', 'Hello', at + 1)] }) });
  expect(text()).not.toContain('no answer came');
  act(() => render(null, document.body));
  show({ open: madeOpen({ messages: [own('m1', 'Hi', Date.now())] }) });
  expect(text()).not.toContain('no answer came');
});

it('leaves a message of unknown fate to the user, and says what may be twice', () => {
  const unknown = { ...own('m1', 'Hi', 1), delivery: { type: 'unconfirmed' as const } };
  const twice = { ...own('m2', 'Ho', 2), delivery: { type: 'sent' as const, twice: 'maybe' as const } };
  const asked = show({ open: madeOpen({ messages: [unknown, twice] }) });
  expect(text()).toContain('Sent; may have been delivered twice');
  act(() => button('Retry')?.click());
  expect(asked).toMatchObject([{ type: 'retry', messageId: 'm1' }]);
  expect(button('Delete')).toBeDefined();
});
