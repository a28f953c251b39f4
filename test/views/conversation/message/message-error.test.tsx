// @vitest-environment jsdom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { MessageId } from '../../../../src/model/ids.ts';
import type { Message } from '../../../../src/model/message.ts';
import type { CommandResult, ViewChange } from '../../../../src/relay/to-view.ts';
import type { Command } from '../../../../src/relay/to-worker.ts';
import type { ViewEndHandlers } from '../../../../src/relay/view-end.ts';
import { ConversationView } from '../../../../src/views/conversation/conversation.tsx';
import { setTextSource } from '../../../../src/views/i18n/text.ts';
import { createViewModel } from '../../../../src/views/state/view-model.ts';
import { installResizeObserver } from '../../../harness/resize-observer.ts';
import { english } from '../../../stage/english.ts';
import { madeOpen, madePlatform, madeState, other, own } from '../../../stage/made.ts';

/** A word that only a reply whose connection ended shows. */
const BROKEN = { reply: 'incomplete' as const };
let broken: boolean;

beforeAll(() => {
  installResizeObserver();
  // jsdom knows no modal dialogs.
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function () {
    this.open = false;
    this.dispatchEvent(new Event('close'));
  };
});
beforeEach(() => {
  broken = true;
  setTextSource((key, substitutions) => {
    if (broken && key === 'reply_incomplete') throw new Error('no such words');
    return english(key, substitutions);
  });
});
afterEach(() => act(() => render(null, document.body)));

/** A conversation as a view shows it: what it asks, and how changes come in. */
const show = async (
  messages: Message[],
  answer: (command: Command) => CommandResult = () => ({ ok: true }),
) => {
  const asked: Command[] = [];
  let handlers: ViewEndHandlers | undefined;
  const model = createViewModel({
    connect: (given) => {
      handlers = given;
      return {
        execute: async (command) => {
          asked.push(command);
          return answer(command);
        },
        close: () => undefined,
      };
    },
    nextFrame: (run) => run(),
    newId: () => 'new-id',
  });
  handlers?.onSnapshot(madeState({ open: madeOpen({ messages }) }));
  const conversation = model.conversation.value;
  if (!conversation) throw new Error('no room is open');
  act(() =>
    render(
      <ConversationView model={model} platform={madePlatform()} conversation={conversation} toolbar={null} />,
      document.body,
    ),
  );
  const change = (...changes: ViewChange[]) => act(() => handlers?.onChanges(changes));
  return { asked, change, conversation };
};

const articles = (): string[] =>
  [...document.querySelectorAll('article')].map((article) => article.getAttribute('aria-label') ?? '');
const article = (id: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(`article[data-message-id="${id}"]`);
  if (!found) throw new Error(`there is no article ${id}`);
  return found;
};
const button = (name: string): HTMLButtonElement | undefined =>
  [...document.querySelectorAll('button')].find(({ textContent }) => textContent === name);
const failedPart = () => vi.waitFor(() => expect(button('Copy source')).toBeDefined(), 10_000);

it('stays in its article, which names its author and keeps its id; the others are shown', async () => {
  const { change } = await show([
    own('m1', 'How are you?', 1_000),
    other('m2', '**Well', 2_000, BROKEN),
    other('m3', 'And you?', 3_000),
  ]);
  await failedPart();
  expect(articles()).toEqual([
    expect.stringMatching(/^Robin, /),
    'Eliza, This message cannot be shown',
    expect.stringMatching(/^Eliza, /),
  ]);
  expect(article('m2').textContent).toContain('This message cannot be shown');
  expect(article('m3').textContent).toContain('And you?');
  change({ type: 'put', message: own('m4', 'Fine', 4_000) });
  expect(article('m4').textContent).toContain('Fine');
});

it('gives its text as it came', async () => {
  const written: string[] = [];
  Object.defineProperty(navigator, 'clipboard', {
    value: { writeText: async (text: string) => void written.push(text) },
  });
  await show([other('m2', '**Well', 2_000, BROKEN)]);
  await failedPart();
  await act(async () => button('Copy source')?.click());
  expect(written).toEqual(['**Well']);
});

it('is tried again when it has changed', async () => {
  const { change } = await show([other('m2', 'Well', 2_000, BROKEN)]);
  await failedPart();
  change({ type: 'append', roomId: madeOpen().room.id, id: 'm2' as MessageId, text: ', I thi' });
  expect(article('m2').textContent).toContain('This message cannot be shown');
  broken = false;
  change({ type: 'put', message: other('m2', 'Well, I think.', 2_000, BROKEN) });
  expect(article('m2').textContent).toContain('Well, I think.');
  expect(document.querySelectorAll('article')).toHaveLength(1);
});

it('is deleted when that is wanted, and says why where it cannot be', async () => {
  let result: CommandResult = { ok: false, failure: { type: 'storage', error: 'full' } };
  const { asked, change } = await show([other('m2', 'Well', 2_000, BROKEN)], () => result);
  await failedPart();
  act(() => button('Delete')?.click());
  const dialog = document.querySelector('dialog');
  expect(dialog?.textContent).toContain('Delete this message?');
  const submit = () =>
    act(async () => {
      dialog?.querySelector('form')?.requestSubmit();
      await Promise.resolve();
    });
  await submit();
  expect(asked.filter(({ type }) => type === 'discard')).toEqual([
    { type: 'discard', roomId: madeOpen().room.id, messageId: 'm2' },
  ]);
  expect(dialog?.textContent).toContain('full');
  result = { ok: true };
  await submit();
  expect(document.querySelector('dialog')).toBeNull();
  change({ type: 'removed', roomId: madeOpen().room.id, id: 'm2' as MessageId });
  expect(articles()).toEqual([]);
});

it('cannot be deleted while it is on its way', async () => {
  const sending = own('m1', 'Hi', 1_000, { delivery: { type: 'sending' } });
  setTextSource((key, substitutions) => {
    if (key === 'delivery_sending') throw new Error('no such words');
    return english(key, substitutions);
  });
  await show([sending]);
  await failedPart();
  expect(article('m1').dataset.state).toBe('sending');
  expect(button('Delete')).toBeUndefined();
});

it('may have a text that throws when it is read', async () => {
  const trap = Object.defineProperty(other('m2', '', 2_000), 'text', {
    enumerable: true,
    get: () => {
      throw new Error('no text');
    },
  });
  const { change } = await show([own('m1', 'Hi', 1_000), trap]);
  await failedPart();
  expect(articles()).toHaveLength(2);
  change({ type: 'put', message: other('m2', 'A text', 2_000) });
  expect(article('m2').textContent).toContain('A text');
});
