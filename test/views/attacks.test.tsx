// @vitest-environment jsdom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { ViewState } from '../../src/relay/to-view.ts';
import { connectView } from '../../src/relay/view-end.ts';
import { App } from '../../src/views/app.tsx';
import { allowedImage, allowedLink, allowedMedia } from '../../src/views/conversation/markdown/links.ts';
import { setTextSource } from '../../src/views/i18n/text.ts';
import { Root } from '../../src/views/page/root.tsx';
import { createViewModel } from '../../src/views/state/view-model.ts';
import { attackAddresses, attackTexts } from '../harness/attacks.ts';
import { installResizeObserver } from '../harness/resize-observer.ts';
import { english } from '../stage/english.ts';
import {
  madeAgent,
  madeOpen,
  madePlatform,
  madeProfile,
  madeRoom,
  madeState,
  other,
  own,
} from '../stage/made.ts';

const HOST = 'http://outside.example';
const ATTACKS = attackTexts(HOST);
/** How many attacks a page shows at once. */
const BATCH = 60;

const LINKS = ['http:', 'https:', 'mailto:'];
/** What no text may bring into a page. */
const FORBIDDEN =
  'script, iframe, frame, object, embed, applet, base, meta, link, style, form:not(.composer), portal, use, image, animate, template, [srcset], [poster], [ping], [srcdoc], [formaction], [style*="url"], [background], [is]';

/** What is wrong with the page as it stands. */
const faults = (): string[] => {
  const all = [...document.body.querySelectorAll('*')];
  return [
    ...[...document.body.querySelectorAll(FORBIDDEN)].map(({ outerHTML }) => outerHTML.slice(0, 200)),
    ...all.flatMap((element) =>
      [...element.attributes].flatMap(({ name, value }) => {
        if (name.startsWith('on')) return [`${element.localName} has ${name}`];
        if (name.endsWith('href') && !LINKS.includes(protocolOf(value))) return [`link to ${value}`];
        if (name === 'src' && !isPlayer(element)) return [`${element.localName} loads ${value}`];
        if (name === 'src' && !['http:', 'https:'].includes(protocolOf(value))) return [`plays ${value}`];
        return [];
      }),
    ),
    ...('ran' in globalThis ? ['code ran'] : []),
  ];
};

const protocolOf = (address: string): string => (URL.canParse(address) ? new URL(address).protocol : 'none');

/** Whether an element loads what it plays when it is played. */
const isPlayer = (element: Element): boolean =>
  element instanceof HTMLMediaElement && element.preload === 'none' && !element.autoplay;

const settle = () =>
  act(async () => {
    for (let turn = 0; turn < 6; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  });

/** Shows a state; a page that asks for the diagnostics gets `report`. */
const show = async (state: ViewState, report?: object) => {
  let listener: (message: unknown) => void = () => {};
  const answer = ({
    requestId,
    command,
  }: {
    requestId: number;
    command: { type: string; after?: number };
  }): void => {
    if (command.type !== 'diagnose' || command.after !== undefined || !report) return;
    queueMicrotask(() => act(() => listener({ type: 'reply', requestId, result: { ok: true, report } })));
  };
  const model = createViewModel({
    connect: (handlers) =>
      connectView(
        () => ({
          postMessage: (message) => answer(message as Parameters<typeof answer>[0]),
          disconnect: () => undefined,
          onMessage: { addListener: (next) => (listener = next) },
          onDisconnect: { addListener: () => undefined },
        }),
        handlers,
      ),
    nextFrame: (run) => run(),
    newId: () => 'id',
  });
  act(() => render(<Root Page={App} model={model} platform={madePlatform()} />, document.body));
  act(() => listener(JSON.parse(JSON.stringify({ type: 'snapshot', state }))));
  await settle();
};
const press = async (name: string) => {
  act(() => document.querySelector<HTMLElement>(`button[aria-label="${name}"]`)?.click());
  await settle();
};
const hide = () => act(() => render(null, document.body));

const inBatches = <T,>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / BATCH) }, (_, index) =>
    all.slice(index * BATCH, (index + 1) * BATCH),
  );

beforeAll(async () => {
  installResizeObserver();
  setTextSource(english);
  await Promise.all([
    import('../../src/views/setup/agents.tsx'),
    import('../../src/views/conversation/conversation.tsx'),
    import('../../src/views/conversation/markdown/formatted.tsx'),
    import('../../src/views/conversation/markdown/markdown.tsx'),
    import('../../src/views/conversation/message/attachment-list.tsx'),
    import('../../src/views/conversations/conversations.tsx'),
    import('../../src/views/diagnostics/diagnostics.tsx'),
  ]);
});

describe('an address', () => {
  const disallowed = attackAddresses(HOST);

  it.each(disallowed)('%j is no link, no picture that runs, and nothing to play', (address) => {
    for (const allowed of [allowedLink(address), allowedMedia(address)]) {
      if (allowed === undefined) continue;
      expect(LINKS).toContain(new URL(allowed).protocol);
      // What a browser makes of it on a page of ours is what was decided on.
      expect(new URL(allowed, 'chrome-extension://a/').href).toBe(new URL(allowed).href);
    }
    const image = allowedImage(address);
    if (image !== undefined) expect(image).toMatch(/^(https?:|data:image\/(png|jpeg|gif|webp)[;,])/i);
  });
});

describe.each(inBatches(ATTACKS).map((batch, index) => [index * BATCH, batch] as const))(
  'attacks from %i on',
  (_, batch) => {
    it('change nothing of the page, wherever they stand', async () => {
      const messages = batch.flatMap((attack, index) => [
        other(`o${index}`, attack, 2 * index + 1, {
          authorName: attack,
          thought: attack,
          actions: [attack],
          actionStatus: attack,
          attachments: ['image/png', 'audio/mpeg', 'video/mp4', 'link', '', attack].map(
            (contentType, number) => ({
              id: `${number}`,
              url: attack,
              title: attack,
              contentType,
            }),
          ),
        }),
        own(`w${index}`, attack, 2 * index + 2, {
          authorName: attack,
          delivery: { type: 'failed', reason: { type: 'refused', error: attack } },
        }),
      ]);
      const [first = ''] = batch;
      const room = madeRoom({ title: first, agentName: first, userName: first });
      const typing = batch.slice(0, 3).map((name) => ({ who: name, name, until: Date.now() + 60_000 }));
      const open = madeOpen({ room, messages, activity: { typing }, draft: first });
      await show(
        madeState({
          profile: madeProfile({ version: first, name: first }),
          open,
          connection: { type: 'refused', code: 'access-denied', error: first },
          storageFault: first,
        } as Partial<ViewState>),
      );
      await vi.waitFor(() =>
        expect(document.querySelectorAll('[role="log"] article').length).toBeGreaterThan(batch.length),
      );
      await settle();
      expect(faults()).toEqual([]);
      hide();
    });

    it('change nothing of the lists', async () => {
      const agents = batch.map((attack, index) => ({
        ...madeAgent(attack, attack, index % 2 === 0),
        id: `a${index}`,
      }));
      const rooms = batch.map((attack, index) => ({
        room: madeRoom({ id: `r${index}` as never, title: attack, agentName: attack }),
        preview: attack,
        at: 1,
        unread: 1,
        waiting: 0,
      }));
      const [closedRoomTitle = ''] = batch;
      const state = { open: null, rooms, closedRoomTitle, agents: { status: 'ready', agents } };
      await show(madeState(state as Partial<ViewState>));
      expect(document.querySelectorAll('ul li').length).toBeGreaterThan(10);
      expect(faults()).toEqual([]);
      await press('Conversations');
      expect(faults()).toEqual([]);
      hide();
    });

    it('change nothing of the diagnostics', async () => {
      const log = batch.map((attack, index) => ({
        id: index + 1,
        at: 1,
        direction: (['in', 'out', 'note'] as const)[index % 3],
        name: attack,
        detail: attack,
        payload: JSON.stringify({ error: attack, [attack]: attack }),
      }));
      const report = {
        workerStartedAt: 0,
        undecoded: batch.map((reason) => ({ reason, count: 1 })),
        foreignRooms: batch.map((roomId) => ({ roomId, count: 1 })),
        latest: log,
        log,
      };
      const [first = ''] = batch;
      await show(madeState({ profile: madeProfile({ version: first, name: first }) }), report);
      await press('Diagnostics');
      await vi.waitFor(() => expect(document.querySelectorAll('.entry-name').length).toBe(batch.length));
      await act(async () => {
        for (const details of document.querySelectorAll('details')) details.open = true;
      });
      await settle();
      await vi.waitFor(() => expect(document.querySelectorAll('.entries pre').length).toBe(batch.length));
      expect(faults()).toEqual([]);
      hide();
    });
  },
);
