import { afterEach, describe, expect, it } from 'vitest';
import type { Message } from '../../src/model/message.ts';
import type { Worker } from '../../src/worker/worker.ts';
import {
  bootWorker,
  type Disk,
  diskWith,
  isConnected,
  newDisk,
  openView,
  type TestView,
  type Way,
} from '../harness/worker.ts';

/** One end that the suite runs against. */
export interface Subject {
  url(): string;
  way: Way;
  /** From the first run to an open conversation. */
  setUp(view: TestView): Promise<void>;
  /** Whether what was said can be read back. */
  hasHistory: boolean;
  /** Whether replies come in chunks. */
  streams: boolean;
  /** Whether the history has the replies too: not those that came with the answer to a post. */
  keepsReplies: boolean;
}

const own = (messages: readonly Message[]): Message[] => messages.filter(({ type: kind }) => kind === 'own');
const replies = (messages: readonly Message[]): Message[] =>
  messages.filter((message) => message.type === 'other' && message.reply === 'complete');
const isSent = (message: Message): boolean => message.type === 'own' && message.delivery.type === 'sent';

const noOpenStream = ({ open }: ReturnType<TestView['state']>): boolean =>
  (open?.messages ?? []).every((message) => message.type === 'own' || message.reply !== 'streaming');

/** Every way to speak to a server, and the transport that it comes to. */
export const WAYS: readonly { name: string; way: Way; transport: string }[] = [
  { name: 'a WebSocket', way: { mode: 'socket', transports: 'websocket' }, transport: 'websocket' },
  { name: 'polling', way: { mode: 'socket', transports: 'polling' }, transport: 'polling' },
  { name: 'REST websocket', way: { mode: 'websocket', transports: 'automatic' }, transport: 'websocket' },
  { name: 'REST stream', way: { mode: 'stream', transports: 'automatic' }, transport: 'rest' },
  { name: 'REST sync', way: { mode: 'sync', transports: 'automatic' }, transport: 'rest' },
];

/** What a conversation does, whichever server is at the other end. */
export const behaves = (subject: () => Subject): void => {
  const workers: Worker[] = [];
  const views: TestView[] = [];

  const boot = async (disk: Disk): Promise<Worker> => {
    const worker = await bootWorker(disk);
    workers.push(worker);
    return worker;
  };
  const look = async (worker: () => Worker): Promise<TestView> => {
    const view = await openView(worker);
    views.push(view);
    return view;
  };
  const begin = async () => {
    const disk = await diskWith(subject().url(), subject().way);
    const worker = await boot(disk);
    const view = await look(() => worker);
    await subject().setUp(view);
    await view.until('connected', isConnected);
    return { disk, worker, view };
  };
  const answered = (count: number) => (state: { open: { messages: Message[] } | null }) =>
    replies(state.open?.messages ?? []).length >= count;

  afterEach(() => {
    for (const view of views.splice(0)) view.close();
    for (const worker of workers.splice(0)) worker.stop();
  });

  describe('a conversation', () => {
    it('sends a message once, says so, and shows the one reply', async () => {
      const { view } = await begin();
      const id = await view.send('hello');
      await view.until('a reply', answered(1));
      const state = await view.until('sent', ({ open }) => own(open?.messages ?? []).every(isSent));
      expect(own(view.messages()).map((message) => message.id)).toEqual([id]);
      expect(replies(view.messages())).toHaveLength(1);
      expect(state.open?.messages.map(({ type: kind }) => kind)).toEqual(['own', 'other']);
      expect(state.open?.activity.thinking).toBeUndefined();
      expect(state.open?.hasOlder).toBe(false);
    });

    it('thinks from the send until there is something to read', async () => {
      const { view } = await begin();
      const thinking = view.until('thinking', ({ open }) => open?.activity.thinking !== undefined);
      await view.send('hello');
      await thinking;
      await view.until(
        'words, and nobody thinking',
        ({ open }) =>
          open !== null &&
          open.activity.thinking === undefined &&
          open.messages.some(({ type: kind }) => kind === 'other'),
      );
    });

    it('shows the same in two views', async () => {
      const { worker, view } = await begin();
      const other = await look(() => worker);
      await view.send('hello');
      await Promise.all([view.until('a reply', answered(1)), other.until('a reply', answered(1))]);
      await other.send('hello');
      await Promise.all([view.until('two replies', answered(2)), other.until('two replies', answered(2))]);
      expect(other.messages()).toEqual(view.messages());
    });

    it('has one order in two views that send at the same moment', async () => {
      const { worker, view } = await begin();
      const other = await look(() => worker);
      const ids = await Promise.all([view.send('hello'), other.send('hello'), view.send('hello')]);
      const allSent = ({ open }: ReturnType<TestView['state']>): boolean =>
        own(open?.messages ?? []).filter(isSent).length === 3;
      await Promise.all([view.until('all sent', allSent), other.until('all sent', allSent)]);
      await Promise.all([view.until('a reply', answered(1)), other.until('a reply', answered(1))]);
      await Promise.all([
        view.until('no open stream', noOpenStream),
        other.until('no open stream', noOpenStream),
      ]);
      expect(other.messages()).toEqual(view.messages());
      expect(new Set(own(view.messages()).map(({ id }) => id))).toEqual(new Set(ids));
    });

    it('keeps the order of two quick sends, and leaves no stream open', async () => {
      const { view } = await begin();
      const ids = [await view.send('hello'), await view.send('hello')];
      await view.until('both sent', ({ open }) => own(open?.messages ?? []).filter(isSent).length === 2);
      await view.until('a reply', answered(1));
      await view.until('no open stream', noOpenStream);
      expect(own(view.messages()).map(({ id }) => id)).toEqual(ids);
    });

    it('is there again, without the server, when the worker was killed', async () => {
      const { disk, worker, view } = await begin();
      await view.send('hello');
      await view.until('a reply', answered(1));
      const before = view.messages();
      worker.stop();
      const next = await boot(disk);
      const later = await look(() => next);
      expect(later.messages()).toEqual(before);
      await later.until('connected', isConnected);
      await later.send('hello');
      await later.until('another reply', answered(2));
    });

    it('takes the same command twice for one message', async () => {
      const { view } = await begin();
      const messageId = await view.send('hello');
      const roomId = view.state().open?.room.id;
      if (!roomId) throw new Error('no room');
      await view.must({ type: 'send', roomId, messageId, text: 'hello' });
      await view.until('a reply', answered(1));
      expect(own(view.messages())).toHaveLength(1);
    });

    it('keeps the draft', async () => {
      const { disk, view } = await begin();
      const roomId = view.state().open?.room.id;
      if (!roomId) throw new Error('no room');
      await view.must({ type: 'save-draft', roomId, text: 'half a thou', at: 1 });
      const later = await boot(disk);
      const again = await look(() => later);
      expect(again.state().open?.draft).toBe('half a thou');
    });
  });

  it('reads the history when a conversation is opened with nothing stored', async ({ skip }) => {
    if (!subject().hasHistory) skip('this server keeps no history');
    if (!subject().keepsReplies) skip('the server keeps no reply that came with the answer to a post');
    const { view } = await begin();
    await view.send('hello');
    await view.until('a reply', answered(1));
    const { profile, open } = view.state();
    const fresh = await boot(await newDisk());
    const elsewhere = await look(() => fresh);
    await elsewhere.must({ type: 'probe', address: subject().url() });
    if (!profile || !open) throw new Error('no conversation');
    const { entityId, userName } = profile;
    await elsewhere.must({ type: 'join-room', roomId: open.room.id, entityId, userName });
    await elsewhere.until('the history', answered(1));
    const plain = ({ type: kind, text, at }: Message) => ({ kind, text, at });
    expect(elsewhere.messages().map(plain)).toEqual(view.messages().map(plain));
  });

  it('streams', async ({ skip }) => {
    if (!subject().streams) skip('this server does not stream');
    const { view } = await begin();
    const streaming = view.until('a stream', ({ open }) =>
      (open?.messages ?? []).some((message) => message.type === 'other' && message.reply === 'streaming'),
    );
    await view.send('say 20 words');
    const { open } = await streaming;
    const stream = open?.messages.at(-1);
    await view.until('a reply', answered(1));
    expect(replies(view.messages()).map(({ id }) => id)).toEqual([stream?.id]);
  });
};
