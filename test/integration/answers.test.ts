import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AgentId, EntityId, RoomId } from '../../src/model/ids.ts';
import type { CommandFailure, ViewState } from '../../src/relay/to-view.ts';
import type { Command } from '../../src/relay/to-worker.ts';
import type { Worker } from '../../src/worker/worker.ts';
import { type Answer, html, json } from '../harness/http-server.ts';
import { openPlace, type Place } from '../harness/place.ts';
import { createSmallElizaOS, type SmallElizaOS } from '../harness/small-elizaos.ts';
import { bootWorker, diskWith, isConnected, openView, setUpAgent, type TestView } from '../harness/worker.ts';

let place: Place;
let server: SmallElizaOS;
let worker: Worker;
let view: TestView;
let roomId: RoomId;

beforeEach(async () => {
  place = await openPlace();
  server = createSmallElizaOS();
  await place.put(server.start);
  worker = await bootWorker(await diskWith(place.url, { mode: 'automatic', transports: 'automatic' }));
  view = await openView(() => worker);
  await setUpAgent(view, place.url);
  await view.until('connected', isConnected);
  await view.send('kept here, and on the server');
  await view.until('sent', ({ open }) =>
    Boolean(open?.messages.some((message) => message.type === 'own' && message.delivery.type === 'sent')),
  );
  roomId = view.state().profile?.roomId as RoomId;
});
afterEach(async () => {
  view.close();
  worker.stop();
  await place.clear();
});

const OTHER = 'c950bc30-45f8-0041-a00a-83df46d8555d' as AgentId;
const withStatus =
  (status: number, body: unknown = { success: true, data: {} }): Answer =>
  (response, request) =>
    json(body, status)(response, request);

/** What is no answer of ElizaOS's to any change. */
const ODD: readonly [string, Answer, CommandFailure['type']][] = [
  ['a page', html, 'not-understood'],
  ['success: false, without words', json({ success: false }), 'not-understood'],
  ['success: false, with words', json({ success: false, error: 'Not now' }), 'server-error'],
  ['an empty object', json({}), 'not-understood'],
  ['an empty answer', (response) => response.writeHead(200).end(), 'not-understood'],
  ['success, and nothing else', json({ success: true }), 'not-understood'],
  ['data of another shape', json({ success: true, data: { ok: true } }), 'not-understood'],
  ['a list', json([]), 'not-understood'],
  ['202', withStatus(202), 'not-understood'],
  ['206', withStatus(206), 'not-understood'],
  ['207', withStatus(207), 'not-understood'],
  ['204 with a change of status', (response) => response.writeHead(205).end(), 'not-understood'],
  ['a redirect to a login', (response) => response.writeHead(302, { Location: '/login' }).end(), 'redirects'],
  [
    'a redirect that keeps the method',
    (response) => response.writeHead(308, { Location: '/x' }).end(),
    'redirects',
  ],
  ['a page of 404', (response) => response.writeHead(404).end('<h1>Not Found</h1>'), 'server-error'],
  [
    'no such address',
    json({ success: false, error: { message: 'API endpoint not found' } }, 404),
    'server-error',
  ],
  ['a fault', json({ success: false, error: 'Failed' }, 500), 'server-error'],
  ['nothing', (response) => response.destroy(), 'nothing-listens'],
];

const group = {
  id: 'g1' as RoomId,
  title: 'Circle',
  entityId: 'me' as EntityId,
  userName: 'Me',
  messageServerId: '0',
};
const CHANGES: readonly [string, () => Command][] = [
  ['rename', () => ({ type: 'rename-room', roomId, title: 'Another name' })],
  ['clear', () => ({ type: 'clear-room', roomId })],
  ['delete', () => ({ type: 'delete-room', roomId })],
  ['take an agent in', () => ({ type: 'change-agent', roomId: group.id, agentId: OTHER, member: true })],
  [
    'let an agent go',
    () => ({ type: 'change-agent', roomId: group.id, agentId: 'a1' as AgentId, member: false }),
  ],
];

/** What a person sees, and would miss. */
const kept = ({ rooms, open, profile }: ViewState) => ({
  rooms: rooms.map(({ room }) => room),
  messages: open?.messages.map(({ id, text }) => [id, text]),
  roomId: profile?.roomId,
});

describe.each(CHANGES)('asked to %s, a server', (_change, ask) => {
  it('that answers something else than ElizaOS does changes nothing here', async () => {
    const agents = [{ id: 'a1' as AgentId, name: 'Ada' }];
    await view.must({ type: 'import-room', room: { ...group, agents }, messages: [] });
    await view.until('the group', ({ rooms }) => rooms.length === 2);
    const before = kept(view.state());
    for (const [answer, odd, type] of ODD) {
      server.instead = ({ method }) => (method === 'GET' ? undefined : odd);
      const result = await view.execute(ask());
      expect(result, answer).toMatchObject({ ok: false, failure: { type } });
      expect(kept(view.state()), answer).toEqual(before);
    }
    expect(server.asked.every(({ path }) => path !== '/login' && path !== '/x')).toBe(true);
    server.instead = undefined;
    await view.must(ask());
    expect(kept(view.state())).not.toEqual(before);
  });
});

it('a conversation or a group is made here, whatever the server would answer, and asks it nothing', async () => {
  const before = server.asked.length;
  server.instead = ({ method }) => (method === 'GET' ? undefined : (response) => response.destroy());
  await view.must({ type: 'new-conversation' });
  expect(view.state().open).toMatchObject({ room: { title: '', local: true }, messages: [] });
  await view.must({ type: 'new-group', name: 'Circle', agentIds: ['a1' as AgentId, OTHER] });
  expect(view.state().open).toMatchObject({ room: { title: 'Circle', local: true }, messages: [] });
  expect(server.asked.slice(before)).toEqual([]);
  server.instead = undefined;
});

it('a direct channel is made of nothing but what ElizaOS answers', async () => {
  await view.must({ type: 'delete-room', roomId });
  const agentId = view.state().agents.agents[0]?.id as AgentId;
  for (const [answer, odd, type] of ODD) {
    server.instead = ({ path }) => (path.includes('/dm-channel') ? odd : undefined);
    const result = await view.execute({ type: 'open-agent', agentId });
    expect(result, answer).toMatchObject({ ok: false, failure: { type } });
    expect(view.state().rooms, answer).toEqual([]);
  }
});

it.each<[string, Answer]>([
  ['a page', html],
  ['rows that cannot be read', json({ success: true, data: { messages: [{}] } })],
])(
  'a history that is answered by %s is no empty one: what is in doubt waits, and is not sent again',
  async (_what, odd) => {
    let looks = 0;
    server.instead = ({ method, path }) => {
      if (method !== 'GET' || !path.includes('/messages')) return undefined;
      looks += 1;
      return odd;
    };
    // The message arrives, and the line is gone before anybody hears of it.
    server.isMute = true;
    await view.send('sent once');
    const isThere = () => server.rows.filter(({ content }) => content === 'sent once').length;
    await vi.waitFor(() => expect(isThere()).toBe(1));
    server.isMute = false;
    await place.put(server.start);
    await view.until('connected', isConnected, 20_000);
    const since = looks;
    await vi.waitFor(() => expect(looks).toBeGreaterThan(since + 3), { timeout: 25_000 });
    expect(isThere()).toBe(1);
    server.instead = undefined;
    await view.until(
      'sent',
      ({ open }) =>
        Boolean(
          open?.messages.some(
            (message) =>
              message.type === 'own' && message.text === 'sent once' && message.delivery.type === 'sent',
          ),
        ),
      20_000,
    );
    expect(isThere()).toBe(1);
  },
  60_000,
);
