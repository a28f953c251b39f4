// @vitest-environment jsdom
import { type ComponentType, render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CommandResult, ViewState } from '../../../src/relay/to-view.ts';
import type { Command } from '../../../src/relay/to-worker.ts';
import type { ViewEndHandlers } from '../../../src/relay/view-end.ts';
import { App } from '../../../src/views/app.tsx';
import { lazy } from '../../../src/views/components/lazy.tsx';
import type { TextKey } from '../../../src/views/i18n/text.ts';
import { setTextSource } from '../../../src/views/i18n/text.ts';
import { OptionsPage } from '../../../src/views/options/options-page.tsx';
import { Root } from '../../../src/views/page/root.tsx';
import { createViewModel } from '../../../src/views/state/view-model.ts';
import { installResizeObserver } from '../../harness/resize-observer.ts';
import { english } from '../../stage/english.ts';
import { madeAgent, madeOpen, madePlatform, madeState, other } from '../../stage/made.ts';

const SECRET = 'the moon is made of cheese';
let broken: readonly TextKey[];

beforeAll(installResizeObserver);
beforeEach(() => {
  broken = [];
  setTextSource((key, substitutions) => {
    if (broken.includes(key)) throw new TypeError(`no words for "${SECRET}"; key=sk-1234567890abcdefghijkl`);
    return english(key, substitutions);
  });
});
afterEach(() => {
  act(() => render(null, document.body));
  vi.useRealTimers();
});

/** A view of the whole program, and what it asks. */
const show = (state: ViewState | undefined, Page: ComponentType<Parameters<typeof App>[0]> = App) => {
  const asked: Command[] = [];
  let handlers: ViewEndHandlers | undefined;
  const report = { workerStartedAt: 1, undecoded: [], foreignRooms: [], latest: [], log: [] };
  const model = createViewModel({
    connect: (given) => {
      handlers = given;
      return {
        execute: (command) => {
          asked.push(command);
          // What follows the report waits for something new.
          if (command.type === 'diagnose' && command.after !== undefined) return new Promise(() => undefined);
          return Promise.resolve<CommandResult>(
            command.type === 'diagnose' ? { ok: true, report } : { ok: true },
          );
        },
        close: () => undefined,
      };
    },
    nextFrame: (run) => run(),
    newId: () => 'new-id',
  });
  if (state) handlers?.onSnapshot(state);
  act(() => render(<Root Page={Page} model={model} platform={madePlatform()} />, document.body));
  return { asked, model, snapshot: (next: ViewState) => act(() => handlers?.onSnapshot(next)) };
};
const buttons = (): HTMLButtonElement[] => [...document.querySelectorAll('button')];
const button = (name: string): HTMLButtonElement | undefined =>
  buttons().find((each) => (each.ariaLabel ?? each.textContent) === name);
const heading = () => document.querySelector('h1')?.textContent;
const shown = (name: string) => vi.waitFor(() => expect(heading()).toBe(name), 10_000);
const press = (name: string) =>
  act(async () => {
    button(name)?.click();
    await Promise.resolve();
  });

const talking = (): ViewState => madeState({ open: madeOpen({ messages: [other('m1', SECRET, 1_000)] }) });

describe('a page that cannot be shown', () => {
  it('says so, and gives way to the conversations, and back when it can be shown', async () => {
    broken = ['message_label'];
    show(talking());
    await shown('This page cannot be shown');
    await vi.waitFor(() => expect(button('Copy report')).toBeDefined(), 10_000);
    expect(button('Reload')).toBeDefined();
    await press('Conversations');
    await shown('Conversations');
    broken = [];
    await press('Back');
    await shown('Eliza');
  });

  it.each<[string, TextKey, string]>([
    ['Settings', 'theme', 'settings'],
    ['Diagnostics', 'run_checks', 'diagnostics'],
    ['Conversations', 'import_button', 'conversations'],
  ])('%s leads back to where one was', async (name, key) => {
    broken = [key];
    show(talking());
    await shown('Eliza');
    await press(name);
    await shown('This page cannot be shown');
    await press('Back');
    await shown('Eliza');
  });

  it('is left for the agents where the conversations cannot be shown either', async () => {
    broken = ['message_label', 'import_button'];
    const { asked } = show(talking());
    await shown('This page cannot be shown');
    await press('Conversations');
    await vi.waitFor(() => expect(button('All agents')).toBeDefined(), 10_000);
    await press('All agents');
    expect(asked.some(({ type }) => type === 'close-room')).toBe(true);
  });

  it('may be the options page, the agents or the setup', async () => {
    broken = ['theme'];
    show(talking(), OptionsPage);
    await shown('This page cannot be shown');
    act(() => render(null, document.body));
    broken = ['agent_active'];
    show(madeState({ open: null, agents: { status: 'ready', agents: [madeAgent('Eliza', '')] } }));
    // One row alone.
    await shown('Agents');
    expect(document.body.textContent).toContain('This cannot be shown.');
    act(() => render(null, document.body));
    broken = ['setup_lead'];
    show(madeState({ profile: null, open: null }));
    await shown('This page cannot be shown');
  });

  it('hands out a report with what it threw, and without what was said or any key', async () => {
    const written: string[] = [];
    Object.defineProperty(navigator, 'clipboard', {
      configurable: true,
      value: { writeText: async (text: string) => void written.push(text) },
    });
    broken = ['message_label'];
    show(talking());
    await vi.waitFor(() => expect(button('Copy report')).toBeDefined(), 10_000);
    await press('Copy report');
    expect(written[0]).toMatch(/^# Parley, /);
    expect(written[0]).toMatch(/- Fault: TypeError: no words for/);
    expect(written[0]).toMatch(/\n\s+at .*error-page\.test/);
    expect(written[0]).not.toContain('cheese');
    expect(written[0]).not.toContain('sk-1234567890');
  });

  it('may be one whose code cannot be fetched; shown anew, it is fetched again', async () => {
    let fetches = 0;
    const Late = lazy(async () => {
      fetches += 1;
      if (fetches === 1) throw new TypeError('Failed to fetch dynamically imported module');
      return () => <h1>Here</h1>;
    });
    show(talking(), () => <Late />);
    await shown('This page cannot be shown');
    act(() => render(null, document.body));
    show(talking(), () => <Late />);
    await shown('Here');
  });
});

describe('a view without a snapshot', () => {
  it('says so after a while, and is there when it comes', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { snapshot } = show(undefined);
    expect(document.body.textContent).toBe('');
    await act(async () => {
      await vi.advanceTimersByTimeAsync(4_000);
    });
    vi.useRealTimers();
    await shown('Parley has not started yet');
    expect(button('Reload')).toBeDefined();
    snapshot(talking());
    await shown('Eliza');
  });
});

describe('the notice about storage', () => {
  const storageFault = 'QuotaExceededError: full';
  const notices = () => [...document.querySelectorAll('[role=alert]')].map(({ textContent }) => textContent);
  const WORDS = english('banner_storage', []);

  it.each<[string, ViewState, string[]]>([
    ['the setup', madeState({ profile: null, open: null, storageFault }), []],
    ['the agents', madeState({ open: null, storageFault }), []],
    ['a conversation', { ...talking(), storageFault }, []],
    ['the conversations', { ...talking(), storageFault }, ['Conversations']],
    [
      'the search',
      {
        ...talking(),
        rooms: [{ room: madeOpen().room, preview: '', at: 1, unread: 0, waiting: 0 }],
        storageFault,
      },
      ['Conversations', 'Search'],
    ],
    ['the settings', { ...talking(), storageFault }, ['Settings']],
    ['the diagnostics', { ...talking(), storageFault }, ['Diagnostics']],
  ])('stands on %s', async (_, state, presses) => {
    show(state);
    for (const name of presses) {
      await vi.waitFor(() => expect(button(name)).toBeDefined(), 10_000);
      await press(name);
    }
    await vi.waitFor(() => expect(notices()).toEqual([expect.stringContaining(WORDS)]), 10_000);
    expect(notices()[0]).toContain(storageFault);
  });

  it('stands on the options page, and on one that cannot be shown', async () => {
    show({ ...talking(), storageFault }, OptionsPage);
    await vi.waitFor(() => expect(notices()).toHaveLength(1), 10_000);
    act(() => render(null, document.body));
    broken = ['message_label'];
    show({ ...talking(), storageFault });
    await shown('This page cannot be shown');
    expect(notices()).toHaveLength(1);
    act(() => render(null, document.body));
    broken = ['theme'];
    show({ ...talking(), storageFault }, OptionsPage);
    await shown('This page cannot be shown');
    expect(notices()).toHaveLength(1);
  });

  it('quotes no more of the browser than leaves room for the page', async () => {
    show({ ...talking(), storageFault: 'x'.repeat(100_000) });
    await vi.waitFor(() => expect(notices()).toHaveLength(1), 10_000);
    expect(notices()[0]?.length).toBeLessThan(400);
  });
});
