// @vitest-environment jsdom
import { signal } from '@preact/signals';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CommandResult, ViewChange } from '../../../../src/relay/to-view.ts';
import type { Command } from '../../../../src/relay/to-worker.ts';
import type { ViewEndHandlers } from '../../../../src/relay/view-end.ts';
import { Rows } from '../../../../src/views/conversation/log/rows.tsx';
import { setTextSource } from '../../../../src/views/i18n/text.ts';
import { createViewModel } from '../../../../src/views/state/view-model.ts';
import { english } from '../../../stage/english.ts';
import { madeOpen, madeState, other, ROOM_ID } from '../../../stage/made.ts';

/** The browser's, told by the test what is in view. */
const observers = new Set<Observer>();
class Observer {
  readonly targets = new Set<Element>();
  constructor(readonly callback: (entries: { isIntersecting: boolean }[]) => void) {
    observers.add(this);
  }
  observe(element: Element): void {
    this.targets.add(element);
  }
  unobserve(element: Element): void {
    this.targets.delete(element);
  }
  disconnect(): void {
    observers.delete(this);
  }
}
globalThis.IntersectionObserver = Observer as unknown as typeof IntersectionObserver;
const comeIntoView = (): void => {
  for (const { callback, targets } of observers) if (targets.size > 0) callback([{ isIntersecting: true }]);
};

const GAP = { above: 2, below: 7, before: 8, since: 2 };
let root: HTMLElement;
let commands: { command: Command; answer: (result: CommandResult) => void }[];
let tell: (...changes: ViewChange[]) => Promise<void>;

beforeEach(async () => {
  await import('../../../../src/views/conversation/log/gap-line.tsx');
  setTextSource(english);
  observers.clear();
  commands = [];
  let handlers: ViewEndHandlers | undefined;
  const model = createViewModel({
    connect: (given) => {
      handlers = given;
      return {
        execute: (command) => new Promise((answer) => commands.push({ command, answer })),
        close: () => undefined,
      };
    },
    nextFrame: (run) => run(),
    newId: () => 'id',
  });
  const messages = [1, 2, 7, 8].map((at) => other(`m${at}`, `text ${at}`, at));
  handlers?.onSnapshot(madeState({ open: madeOpen({ messages, gaps: [GAP] }) }));
  const conversation = model.conversation.value;
  if (!conversation) throw new Error('no room is open');
  root = document.createElement('div');
  tell = async (...changes) => {
    await act(() => handlers?.onChanges(changes));
  };
  await act(() =>
    render(
      <Rows
        model={model}
        conversation={conversation}
        firstNew={signal(undefined)}
        scrollTarget={signal(undefined)}
      />,
      root,
    ),
  );
  // The code of the line is loaded once it is needed.
  await vi.waitFor(async () => {
    await act(async () => {});
    expect(line()).not.toBeNull();
  });
});
afterEach(() => act(() => render(null, root)));

const line = (): HTMLElement | null => root.querySelector('.gap');
const button = () => line()?.querySelector('button');
const words = (): string => line()?.textContent?.trim() ?? '';
/** The lines and messages, from top to bottom. */
const order = (): (string | undefined)[] =>
  [...root.querySelectorAll<HTMLElement>('.gap, article')].map(({ dataset, className }) =>
    className === 'gap' ? 'gap' : dataset.messageId,
  );
const answer = async (result: CommandResult): Promise<void> => {
  await act(async () => commands.at(-1)?.answer(result));
};

describe('the line of a gap', () => {
  it('stands where messages are missing, and offers to load them', () => {
    expect(order()).toEqual(['m1', 'm2', 'gap', 'm7', 'm8']);
    expect(words()).toBe('Messages are missing here Load them');
  });

  it('loads them on a press, and says so meanwhile', async () => {
    await act(() => button()?.click());
    expect(commands.map(({ command }) => command)).toEqual([{ type: 'load-gap', roomId: ROOM_ID, above: 2 }]);
    expect(line()?.getAttribute('aria-busy')).toBe('true');
    expect(words()).toBe('Loading the missing messages…');
    await act(() => comeIntoView());
    expect(commands).toHaveLength(1);
  });

  it('loads them by itself when it comes into view, and further while it stays there', async () => {
    await act(() => comeIntoView());
    expect(commands).toHaveLength(1);
    await answer({ ok: true });
    await act(() => comeIntoView());
    expect(commands).toHaveLength(2);
  });

  it('moves up with the messages that come, and goes when the gap is closed', async () => {
    await tell(
      { type: 'put', message: other('m6', 'text 6', 6) },
      { type: 'gaps', roomId: ROOM_ID, gaps: [{ ...GAP, below: 6, before: 7 }] },
    );
    expect(order()).toEqual(['m1', 'm2', 'gap', 'm6', 'm7', 'm8']);
    await tell({ type: 'gaps', roomId: ROOM_ID, gaps: [] });
    expect(order()).toEqual(['m1', 'm2', 'm6', 'm7', 'm8']);
  });

  it('says why they could not be loaded and what to do, and tries again on a press alone', async () => {
    await act(() => comeIntoView());
    await answer({ ok: false, failure: { type: 'timeout', host: 'localhost:3000', seconds: 10 } });
    expect(words()).toMatch(/^Messages are missing here Load them.*localhost:3000.*10/);
    await act(() => comeIntoView());
    expect(commands).toHaveLength(1);
    await act(() => button()?.click());
    expect(commands).toHaveLength(2);
    expect(words()).toBe('Loading the missing messages…');
  });
});
