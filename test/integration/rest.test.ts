import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import type { SendMode } from '../../src/model/connection.ts';
import type { RoomId } from '../../src/model/ids.ts';
import type { Message, OtherMessage } from '../../src/model/message.ts';
import type { ViewState } from '../../src/relay/to-view.ts';
import type { Worker } from '../../src/worker/worker.ts';
import { sharedElizaOS } from '../harness/shared-elizaos.ts';
import {
  bootWorker,
  type Disk,
  diskWith,
  isConnected,
  openView,
  setUpAgent,
  setUpRoom,
  type TestView,
} from '../harness/worker.ts';

const workers: Worker[] = [];
const views: TestView[] = [];
const look = async (disk: Disk): Promise<{ worker: Worker; view: TestView }> => {
  const worker = await bootWorker(disk);
  const view = await openView(() => worker);
  workers.push(worker);
  views.push(view);
  return { worker, view };
};
afterEach(() => {
  for (const view of views.splice(0)) view.close();
  for (const worker of workers.splice(0)) worker.stop();
});

const messagesIn = ({ open }: ViewState): Message[] => open?.messages ?? [];
const reply = (state: ViewState): OtherMessage | undefined =>
  messagesIn(state).find((message) => message.type === 'other');
const stateOf = (state: ViewState): string | undefined => {
  const [first] = messagesIn(state);
  return first?.type === 'own' ? first.delivery.type : undefined;
};

describe('over REST, against ElizaOS 1.7.2', () => {
  let server: { url: string };
  beforeAll(async () => {
    server = await sharedElizaOS();
  });

  const rowsOf = async (roomId: RoomId): Promise<unknown[]> => {
    const response = await fetch(`${server.url}/api/messaging/channels/${roomId}/messages`);
    const { data } = (await response.json()) as { data: { messages: { content: string }[] } };
    return data.messages.map(({ content }) => content);
  };

  it.each<SendMode>(['stream', 'sync'])(
    'a reply of mode %s, which the server does not keep, is kept here: where it belongs, over a restart',
    async (mode) => {
      const disk = await diskWith(server.url, { mode, transports: 'automatic' });
      const { worker, view } = await look(disk);
      await setUpAgent(view, server.url);
      await view.until('connected', isConnected);
      for (const text of ['hello', 'hello again']) {
        const { length } = view.messages();
        await view.send(text);
        await view.until('a reply', (state) => {
          const last = messagesIn(state).at(-1);
          return (
            messagesIn(state).length === length + 2 && last?.type === 'other' && last.reply === 'complete'
          );
        });
      }
      const before = view.messages();
      expect(before.map(({ type: kind }) => kind)).toEqual(['own', 'other', 'own', 'other']);
      const roomId = view.state().open?.room.id;
      if (!roomId) throw new Error('no room');
      expect(await rowsOf(roomId)).toEqual(['hello again', 'hello']);
      view.close();
      worker.stop();

      const { view: later } = await look(disk);
      await later.until('connected', isConnected);
      // Reading the history brings the same rows, and takes nothing away.
      await later.send('once more');
      await later.until('another reply', (state) => messagesIn(state).length === 6);
      expect(later.messages().slice(0, 4)).toEqual(before);
    },
  );

  it('an error that comes after the row was stored is no failure: it is sent, and was not answered', async () => {
    const disk = await diskWith(server.url, { mode: 'sync', transports: 'automatic' });
    const { view } = await look(disk);
    // A room without an agent: ElizaOS stores the row, then says 400 "No agent found".
    await setUpRoom(view, server.url, crypto.randomUUID());
    await view.until('connected', isConnected);
    await view.send('is anybody there?');
    await view.until('sent', (state) => stateOf(state) === 'sent');
    const roomId = view.state().open?.room.id;
    if (!roomId) throw new Error('no room');
    expect(await rowsOf(roomId)).toEqual(['is anybody there?']);
    expect(view.state().open?.activity.thinking).toBeUndefined();
  });

  it('a stream is stopped by the user: what came stays, and the line stands', async () => {
    const disk = await diskWith(server.url, { mode: 'stream', transports: 'automatic' });
    const { view } = await look(disk);
    await setUpAgent(view, server.url);
    await view.until('connected', isConnected);
    await view.send('say 200 words');
    await view.until('a stream', (state) => reply(state)?.reply === 'streaming');
    const roomId = view.state().open?.room.id;
    if (!roomId) throw new Error('no room');
    await view.must({ type: 'stop', roomId });
    const state = await view.until('its end', (next) => reply(next)?.reply === 'incomplete');
    expect(reply(state)?.stoppedAt).toBeGreaterThan(0);
    expect(isConnected(view.state())).toBe(true);
  });
});

describe('over REST, against the document’s server', () => {
  let server: RoomServer;
  beforeAll(async () => {
    server = await startRoomServer({ chunkDelayMs: 2 });
  });
  afterAll(() => server.stop());
  afterEach(() => server.behave());

  const begin = async (mode: SendMode): Promise<TestView> => {
    const { view } = await look(await diskWith(server.url, { mode, transports: 'automatic' }));
    await setUpRoom(view, server.url, crypto.randomUUID());
    await view.until('connected', isConnected);
    return view;
  };

  it('a stream that is cut off leaves what came, marked incomplete', async () => {
    const view = await begin('stream');
    server.misbehave({ cutStreamsAfter: 2 });
    await view.send('hello');
    const state = await view.until('its end', (next) => reply(next)?.reply === 'incomplete');
    expect(reply(state)?.text).not.toBe('');
    expect(stateOf(state)).toBe('sent');
  });

  it('a refusal is the message’s own, with its words', async () => {
    const view = await begin('sync');
    server.misbehave({ refuseSends: 'Not today' });
    await view.send('hello');
    const state = await view.until('failed', (next) => stateOf(next) === 'failed');
    expect(messagesIn(state)[0]).toMatchObject({
      delivery: { type: 'failed', reason: { type: 'refused', error: 'Not today' } },
    });
  });

  it('an error of the server’s own leaves it uncertain, and is not followed by another post', async () => {
    const view = await begin('sync');
    server.misbehave({ dropAnswers: 1 });
    const { length } = server.received;
    await view.send('hello');
    await view.until('unconfirmed', (next) => stateOf(next) === 'unconfirmed');
    expect(server.received).toHaveLength(length + 1);
  });
});
