// @vitest-environment jsdom
import { type ComponentProps, type ComponentType, render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ProbeFailure } from '../../../src/model/probe-failure.ts';
import type { CommandResult, ViewState } from '../../../src/relay/to-view.ts';
import type { Command } from '../../../src/relay/to-worker.ts';
import { setTextSource } from '../../../src/views/i18n/text.ts';
import { AgentsView } from '../../../src/views/setup/agents.tsx';
import { SetupView } from '../../../src/views/setup/setup.tsx';
import { createViewModel } from '../../../src/views/state/view-model.ts';
import { english } from '../../stage/english.ts';
import { madeAgent, madeOpen, madePlatform, madeProfile, madeState } from '../../stage/made.ts';

beforeAll(() => setTextSource(english));
afterEach(() => act(() => render(null, document.body)));

const setUp = (
  View: ComponentType<ComponentProps<typeof SetupView>>,
  state: ViewState,
  failure?: ProbeFailure,
) => {
  const asked: Command[] = [];
  const origins: string[] = [];
  const model = createViewModel({
    connect: (handlers) => {
      handlers.onSnapshot(state);
      return {
        execute: async (command): Promise<CommandResult> => {
          asked.push(command);
          const fails = command.type === 'probe' || command.type === 'refresh-agents';
          return failure && fails ? { ok: false, failure } : { ok: true };
        },
        close: () => undefined,
      };
    },
    nextFrame: (run) => run(),
    newId: () => 'minted',
  });
  const platform = madePlatform({
    requestOrigin: async (origin) => {
      origins.push(origin);
      return true;
    },
  });
  act(() => render(<View model={model} platform={platform} toolbar={null} />, document.body));
  const button = (name: string) =>
    [...document.querySelectorAll('button')].find((element) => element.textContent?.startsWith(name));
  const press = (name: string) =>
    act(async () => {
      button(name)?.click();
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    });
  const field = (label: string): HTMLInputElement | undefined =>
    [...document.querySelectorAll('label')].find((element) => element.textContent === label)
      ?.control as HTMLInputElement;
  const alert = () => document.querySelector('[role=alert]')?.textContent;
  return { asked, origins, button, press, field, alert };
};

describe('the setup', () => {
  const first = madeState({ profile: null, open: null });

  it('asks for the address that it was given, filled in as it is', async () => {
    const { asked, press, field } = setUp(SetupView, first);
    expect(field('Server address')?.value).toBe('http://localhost:3000');
    await press('Connect');
    expect(asked).toEqual([{ type: 'probe', address: 'http://localhost:3000' }]);
  });

  it('has the key at hand where one is wanted, and sends it along', async () => {
    const host = 'localhost:3000';
    const { asked, press, field, alert } = setUp(SetupView, first, {
      type: 'wants-key',
      host,
      keyGiven: false,
    });
    expect(field('API key')).toBeUndefined();
    await press('Connect');
    expect(alert()).toContain('localhost:3000 wants an API key.');
    const key = field('API key');
    expect(key?.type).toBe('text');
    act(() => {
      if (key) key.value = 'secret';
      key?.dispatchEvent(new InputEvent('input', { bubbles: true }));
    });
    await press('Connect');
    expect(asked.at(-1)).toEqual({ type: 'probe', address: 'http://localhost:3000', key: 'secret' });
  });

  it('asks the browser for exactly the origin that it may not read, and connects again', async () => {
    const { asked, origins, press, button } = setUp(SetupView, first, {
      type: 'not-allowed',
      host: 'box:3000',
      origin: 'http://box:3000/*',
    });
    await press('Connect');
    // Within the click: before anything that was awaited can have come.
    act(() => button('Allow access to box:3000')?.click());
    expect(origins).toEqual(['http://box:3000/*']);
    await press('nothing');
    expect(asked.map((command) => command.type)).toEqual(['probe', 'probe']);
  });
});

describe('the agents', () => {
  it('can be pressed where they are active, and say so where they are not', async () => {
    const agents = [madeAgent('Eliza', 'Helps'), madeAgent('Atlas', 'Researches', false)];
    const { asked, press, button } = setUp(
      AgentsView,
      madeState({ open: null, agents: { status: 'ready', agents } }),
    );
    await press('Atlas');
    expect(button('Atlas')?.textContent).toContain('Not active');
    expect(asked).toEqual([]);
    await press('Eliza');
    expect(asked).toEqual([{ type: 'open-agent', agentId: 'agent-Eliza' }]);
  });

  it('of a server that has too many are shown a hundred at a time, and how many are left out', async () => {
    const agents = Array.from({ length: 150 }, (_, index) => madeAgent(`Agent ${index}`, ''));
    const { press } = setUp(
      AgentsView,
      madeState({ open: null, agents: { status: 'ready', agents, leftOut: 49_850 } }),
    );
    const shown = (): number => document.querySelectorAll('.agent').length;
    expect(shown()).toBe(100);
    expect(document.body.textContent).not.toContain('Only the first');
    await press('Show more');
    expect(shown()).toBe(150);
    expect(document.body.textContent).toContain('Only the first 150 of 50,000 are shown.');
  });

  const STATUSES = ['unknown', 'loading', 'ready', 'failed'] as const;
  const PROFILES = [
    madeProfile(),
    madeProfile({ dialect: 'central' }),
    madeProfile({ roomId: madeOpen().room.id }),
    madeProfile({ dialect: 'reference' }),
    madeProfile({ dialect: 'reference', roomId: madeOpen().room.id }),
  ];

  it.each(STATUSES.flatMap((status) => PROFILES.map((profile) => ({ status, profile }))))(
    'are never a heading alone: $status, $profile.dialect, room $profile.roomId',
    ({ status, profile }) => {
      const { field } = setUp(AgentsView, madeState({ open: null, profile, agents: { status, agents: [] } }));
      const said = document.querySelector('main')?.textContent ?? '';
      if (profile.dialect === 'reference') {
        expect(field('Room ID')).toBeDefined();
        return;
      }
      const words = {
        unknown: 'Looking for agents…',
        loading: 'Looking for agents…',
        ready: 'This server has no agents yet.',
        failed: 'The agents could not be read.',
      };
      expect(said).toContain(words[status]);
      expect(said).toContain('Use a room ID instead');
    },
  );

  it('are asked for where nobody has, and are told of where they cannot be', async () => {
    const failure = { type: 'nothing-listens' as const, host: 'localhost:3000' };
    const { asked, press, alert } = setUp(
      AgentsView,
      madeState({ open: null, agents: { status: 'unknown', agents: [] } }),
      failure,
    );
    await press('nothing');
    expect(asked).toEqual([{ type: 'refresh-agents' }]);
    expect(alert()).toContain('Nothing answers at localhost:3000');
    expect(document.body.textContent).not.toContain('Looking for agents');
  });

  it('give way to a room by its ID', async () => {
    const { asked, press, field, button } = setUp(
      AgentsView,
      madeState({ open: null, agents: { status: 'failed', agents: [] } }),
    );
    await press('Use a room ID instead');
    expect(field('Your entity ID')?.value).toBe(madeProfile().entityId);
    expect(button('Join room')?.disabled).toBe(true);
    const room = field('Room ID');
    act(() => {
      if (room) room.value = ' room-1 ';
      room?.dispatchEvent(new InputEvent('input', { bubbles: true }));
    });
    await press('Join room');
    expect(asked).toEqual([
      { type: 'join-room', roomId: 'room-1', entityId: madeProfile().entityId, userName: 'Robin' },
    ]);
  });

  it('are not asked for where the server knows none', () => {
    const { field, button } = setUp(
      AgentsView,
      madeState({ open: null, profile: madeProfile({ dialect: 'reference' }) }),
    );
    expect(field('Room ID')).toBeDefined();
    expect(button('Choose an agent instead')).toBeUndefined();
  });
});
