import { describe, expect, it } from 'vitest';
import type { MessageId, RoomId } from '../../src/model/ids.ts';
import { DEFAULT_SETTINGS } from '../../src/model/settings.ts';
import { LAST_TIME } from '../../src/model/time.ts';
import { holdPort } from '../../src/relay/hold-port.ts';
import type { Port } from '../../src/relay/port.ts';
import type { CommandResult, ViewChange, ViewState } from '../../src/relay/to-view.ts';
import type { Command, ToWorker } from '../../src/relay/to-worker.ts';
import { connectView, type ViewEnd } from '../../src/relay/view-end.ts';
import { createWorkerEnd, type WorkerEnd } from '../../src/relay/worker-end.ts';
import { other, ROOM } from '../harness/nouns.ts';
import { portPair } from '../harness/port-pair.ts';

const roomId = 'r1' as RoomId;

/** A state in which the draft of the open room counts: the numbers of the changes heard so far. */
const stateOf = (heard: string): ViewState => ({
  profile: null,
  servers: [],
  agents: { status: 'unknown', agents: [] },
  rooms: [],
  connection: { type: 'idle' },
  open: {
    room: { id: roomId, title: heard, entityId: 'me' as never, userName: 'Ann', messageServerId: '0' },
    messages: [],
    hasOlder: false,
    activity: { typing: [] },
    composerDisabled: false,
    draft: heard,
  },
  settings: DEFAULT_SETTINGS,
});

/** A worker whose whole state is a row of numbers; each change adds one. */
interface Counting {
  end: WorkerEnd;
  count(): void;
  asked: Command[];
  undecodable: string[];
  views: string[];
  /** Lets the snapshots that wait be taken. */
  release(): void;
}

const startWorker = ({
  holds = false,
  perform = async () => ({ ok: true }),
}: {
  holds?: boolean;
  perform?: (command: Command) => Promise<CommandResult>;
} = {}): Counting => {
  let heard = '';
  let waiting: (() => void)[] = [];
  const asked: Command[] = [];
  const undecodable: string[] = [];
  const views: string[] = [];
  const end = createWorkerEnd({
    snapshot: async (tell) => {
      if (holds) await new Promise<void>((resolve) => waiting.push(resolve));
      tell(stateOf(heard));
    },
    runCommand: (command) => {
      asked.push(command);
      return perform(command);
    },
    onViews: (change) => views.push(change),
    onUndecodable: (reason) => undecodable.push(reason),
  });
  let next = 0;
  return {
    end,
    asked,
    undecodable,
    views,
    count: () => {
      next += 1;
      heard += `${next} `;
      end.announce([{ type: 'draft', roomId, text: `${next} `, at: next }]);
    },
    release: () => {
      for (const go of waiting) go();
      waiting = [];
    },
  };
};

interface TestView {
  end: ViewEnd;
  /** What it knows: the snapshot's numbers, and those of the changes since. */
  heard(): string;
  snapshots(): number;
  /** Changes that came before the snapshot that they change. */
  early(): number;
  /** The worker's side of the port in use, and ours. */
  ports: { mine: Port; workers: Port }[];
  /** Reconnects that were asked for and did not happen yet. */
  later: (() => void)[];
}

const openView = (worker: () => WorkerEnd): TestView => {
  let heard = '';
  let snapshots = 0;
  let early = 0;
  const ports: TestView['ports'] = [];
  const later: (() => void)[] = [];
  const draftOf = (change: ViewChange): string => (change.type === 'draft' ? change.text : '?');
  const end = connectView(
    () => {
      const [mine, workers] = portPair();
      ports.push({ mine, workers });
      worker().accept(workers);
      return mine;
    },
    {
      onSnapshot: (state) => {
        snapshots += 1;
        heard = state.open?.draft ?? '';
      },
      onChanges: (changes) => {
        if (snapshots === 0) early += 1;
        heard += changes.map(draftOf).join('');
      },
    },
    (connect) => later.push(connect),
  );
  return { end, heard: () => heard, snapshots: () => snapshots, early: () => early, ports, later };
};

/** Lets everything that is on its way arrive. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const send: Command = { type: 'send', roomId, messageId: 'm1' as MessageId, text: 'hi' };

describe('a view that opens', () => {
  it('gets a snapshot, then each change once and in order', async () => {
    const worker = startWorker();
    worker.count();
    const view = openView(() => worker.end);
    await settle();
    worker.count();
    worker.count();
    await settle();
    expect(view.heard()).toBe('1 2 3 ');
    expect(view.snapshots()).toBe(1);
  });

  it('loses and doubles nothing of what changes while its snapshot is on the way', async () => {
    for (const before of [0, 1, 2]) {
      const worker = startWorker({ holds: true });
      const view = openView(() => worker.end);
      for (let count = 0; count < before; count += 1) worker.count();
      await settle();
      expect(view.early()).toBe(0);
      worker.release();
      worker.count();
      await settle();
      worker.count();
      await settle();
      expect(view.heard()).toBe(Array.from({ length: before + 2 }, (_, index) => `${index + 1} `).join(''));
    }
  });

  it('is counted, and hears the same as every other view', async () => {
    const worker = startWorker();
    const views = [openView(() => worker.end), openView(() => worker.end)];
    await settle();
    expect(worker.end.viewCount()).toBe(2);
    worker.count();
    await settle();
    expect(views.map((view) => view.heard())).toEqual(['1 ', '1 ']);
  });
});

describe('a time', () => {
  it('that can be none is mended where it comes in, on either side: nothing is dropped for it', async () => {
    const worker = startWorker();
    const [mine, workers] = portPair();
    worker.end.accept(workers);
    const message = other('s1');
    const messages = [{ ...message, at: 1e300 }];
    mine.postMessage({ requestId: 1, command: { type: 'import-room', room: ROOM, messages } });
    await settle();
    expect(worker.asked).toEqual([
      { type: 'import-room', room: ROOM, messages: [{ ...message, at: LAST_TIME }] },
    ]);
    expect(worker.undecodable).toEqual([]);

    const [view, far] = portPair();
    const heard: ViewChange[] = [];
    connectView(() => view, { onSnapshot: () => {}, onChanges: (changes) => heard.push(...changes) });
    far.postMessage({ type: 'changes', changes: [{ type: 'limited', until: -5 }] });
    await settle();
    expect(heard).toEqual([{ type: 'limited', until: 0 }]);
  });
});

describe('a view that closes', () => {
  it('is told nothing more, and no longer counted', async () => {
    const worker = startWorker();
    const [closing, staying] = [openView(() => worker.end), openView(() => worker.end)];
    await settle();
    closing.end.close();
    // In between the port is closed, and the worker does not know yet.
    expect(() => worker.count()).not.toThrow();
    await settle();
    worker.count();
    await settle();
    expect(closing.heard()).toBe('');
    expect(staying.heard()).toBe('1 2 ');
    expect(worker.end.viewCount()).toBe(1);
    expect(worker.views).toEqual(['opened', 'opened', 'closed']);
  });

  it('gets no snapshot that it did not wait for, nor the reply to what it asked', async () => {
    let finish: (result: CommandResult) => void = () => {};
    const worker = startWorker({
      holds: true,
      perform: () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    });
    const view = openView(() => worker.end);
    void view.end.execute(send);
    await settle();
    view.end.close();
    await settle();
    worker.release();
    finish({ ok: true });
    await settle();
    worker.count();
    await settle();
    expect(view.snapshots()).toBe(0);
    expect(worker.asked).toEqual([send]);
  });

  it('does not come back', async () => {
    const worker = startWorker();
    const view = openView(() => worker.end);
    await settle();
    view.ports[0]?.workers.disconnect();
    await settle();
    view.end.close();
    for (const connect of view.later) connect();
    expect(view.ports).toHaveLength(1);
  });
});

describe('a port that broke', () => {
  it('is replaced: the new worker’s snapshot takes the place of all that was shown', async () => {
    let worker = startWorker();
    const view = openView(() => worker.end);
    worker.count();
    await settle();
    worker = startWorker();
    for (let count = 0; count < 3; count += 1) worker.count();
    view.ports[0]?.workers.disconnect();
    await settle();
    expect(view.later).toHaveLength(1);
    view.later[0]?.();
    await settle();
    expect(view.heard()).toBe('1 2 3 ');
    expect(view.snapshots()).toBe(2);
  });

  it('makes what was not answered be asked again, with its own id, and nothing else', async () => {
    let answers = true;
    const perform = (): Promise<CommandResult> =>
      answers ? Promise.resolve({ ok: true }) : new Promise(() => {});
    let worker = startWorker({ perform });
    const view = openView(() => worker.end);
    await view.end.execute({ type: 'connect-now' });
    answers = false;
    const result = view.end.execute(send);
    await settle();
    answers = true;
    worker = startWorker({ perform });
    view.ports[0]?.workers.disconnect();
    await settle();
    view.later[0]?.();
    expect(await result).toEqual({ ok: true });
    expect(worker.asked).toEqual([send]);
  });

  it('takes what is asked while there is none', async () => {
    const worker = startWorker();
    const view = openView(() => worker.end);
    view.ports[0]?.workers.disconnect();
    await settle();
    const result = view.end.execute(send);
    view.later[0]?.();
    expect(await result).toEqual({ ok: true });
    expect(worker.asked).toEqual([send]);
  });

  it('takes what is asked before it is known to be broken', async () => {
    const worker = startWorker();
    const view = openView(() => worker.end);
    await settle();
    view.ports[0]?.workers.disconnect();
    const result = view.end.execute(send);
    await settle();
    view.later[0]?.();
    expect(await result).toEqual({ ok: true });
    expect(worker.asked).toEqual([send]);
  });
});

describe('what is not of the contract', () => {
  it('is ignored by the worker, and counted', async () => {
    const worker = startWorker();
    const [mine, workers] = portPair();
    worker.end.accept(workers);
    const foreign: unknown[] = [
      null,
      'send',
      { command: send },
      { requestId: 'one', command: send },
      { requestId: 1, command: { type: 'shut-down' } },
      { requestId: 1, command: { ...send, roomId: '' } },
    ];
    for (const message of foreign) mine.postMessage(message);
    await settle();
    expect(worker.asked).toEqual([]);
    expect(worker.undecodable).toHaveLength(foreign.length);
    mine.postMessage({ requestId: 1, command: send } satisfies ToWorker);
    await settle();
    expect(worker.asked).toEqual([send]);
  });

  it('is ignored by a view, and so is the answer to nothing', async () => {
    const worker = startWorker();
    const view = openView(() => worker.end);
    await settle();
    const { workers } = view.ports[0] ?? {};
    for (const message of [
      null,
      { type: 'snapshot', state: {} },
      { type: 'changes', changes: [{ type: 'draft' }] },
      { type: 'reply', requestId: 99, result: { ok: true } },
    ]) {
      workers?.postMessage(message);
    }
    worker.count();
    await settle();
    expect(view.heard()).toBe('1 ');
  });
});

describe('the answers', () => {
  it('reach who asked, in whichever order they come', async () => {
    const finish = new Map<string, (result: CommandResult) => void>();
    const worker = startWorker({
      perform: (command) => new Promise((resolve) => finish.set(command.type, resolve)),
    });
    const [one, two] = [openView(() => worker.end), openView(() => worker.end)];
    const first = one.end.execute({ type: 'connect-now' });
    const second = one.end.execute({ type: 'diagnose' });
    const others = two.end.execute({ type: 'close-room' });
    await settle();
    const failed: CommandResult = { ok: false, failure: { type: 'not-found', what: 'room' } };
    finish.get('diagnose')?.(failed);
    finish.get('close-room')?.({ ok: true, older: { messages: [], hasOlder: false } });
    finish.get('connect-now')?.({ ok: true });
    expect(await second).toEqual(failed);
    expect(await first).toEqual({ ok: true });
    expect(await others).toMatchObject({ older: { hasOlder: false } });
  });
});

describe('a port held until the worker is ready', () => {
  it('keeps what comes, in order, and hands on what comes later', async () => {
    const [mine, workers] = portPair();
    const held = holdPort(workers);
    mine.postMessage(1);
    mine.postMessage(2);
    await settle();
    const heard: unknown[] = [];
    held.onMessage.addListener((message) => heard.push(message));
    expect(heard).toEqual([1, 2]);
    mine.postMessage(3);
    await settle();
    expect(heard).toEqual([1, 2, 3]);
  });

  it('says that it closed, whether before or after somebody listens', async () => {
    for (const isEarly of [true, false]) {
      const [mine, workers] = portPair();
      const held = holdPort(workers);
      let closed = 0;
      if (isEarly) {
        mine.disconnect();
        await settle();
      }
      held.onDisconnect.addListener(() => {
        closed += 1;
      });
      if (!isEarly) mine.disconnect();
      await settle();
      expect(closed).toBe(1);
      expect(() => held.postMessage('too late')).not.toThrow();
    }
  });

  it('still hands on what a view asked that has closed since: a message sent is a message sent', async () => {
    const worker = startWorker();
    const [mine, workers] = portPair();
    const held = holdPort(workers);
    mine.postMessage({ requestId: 1, command: send } satisfies ToWorker);
    await settle();
    mine.disconnect();
    await settle();
    worker.end.accept(held);
    await settle();
    expect(worker.asked).toEqual([send]);
    expect(worker.end.viewCount()).toBe(0);
  });
});

describe('what a view hears that is not of the contract', () => {
  const said = (state: unknown, ...more: unknown[]) => {
    const snapshots: ViewState[] = [];
    const changes: ViewChange[] = [];
    const lost: string[] = [];
    let listener: (message: unknown) => void = () => {};
    connectView(
      () => ({
        postMessage: () => {},
        disconnect: () => {},
        onMessage: { addListener: (next) => (listener = next) },
        onDisconnect: { addListener: () => {} },
      }),
      {
        onSnapshot: (next) => snapshots.push(next),
        onChanges: (next) => changes.push(...next),
        onUndecodable: (path) => lost.push(path),
      },
    );
    listener({ type: 'snapshot', state });
    for (const message of more) listener(message);
    return { snapshots, changes, lost };
  };
  const room = stateOf('').open?.room;
  const summary = { room, preview: '', at: 1, unread: 0, waiting: 0 };
  const message = (id: string, over: object = {}) => ({
    type: 'own',
    id,
    roomId,
    authorName: 'Ann',
    text: 'secret words',
    at: 1,
    order: 1,
    attachments: [],
    delivery: { type: 'sent' },
    ...over,
  });
  const withMessages = (...messages: unknown[]) => {
    const state = stateOf('a');
    return { ...state, open: state.open && { ...state.open, messages } };
  };

  it.each<[string, object, (state: ViewState | undefined) => unknown, unknown]>([
    [
      // JSON, in which ports carry it, has no infinite numbers.
      'a message',
      withMessages(message('m1'), message('m2', { at: null }), message('m3')),
      (state) => state?.open?.messages.map(({ id }) => id),
      ['m1', 'm3'],
    ],
    [
      'an attachment',
      withMessages(
        message('m1', { attachments: [{ id: 'a' }, { id: 'b', url: '', title: '', contentType: '' }] }),
      ),
      (state) => state?.open?.messages[0]?.attachments.map(({ id }) => id),
      ['b'],
    ],
    [
      'a room',
      { ...stateOf('a'), rooms: [summary, { ...summary, at: null }] },
      (state) => state?.rooms.length,
      1,
    ],
    [
      'a number beside the lists',
      { ...stateOf('a'), limitedUntil: null },
      (state) => state?.open?.draft,
      'a',
    ],
    [
      'the room that is open',
      { ...stateOf('a'), open: { ...stateOf('a').open, draft: 7 } },
      (state) => [state?.open, state?.settings.theme],
      [null, 'auto'],
    ],
  ])('is left out of a snapshot: %s', (_, state, seen, expected) => {
    const { snapshots, lost } = said(state);
    expect(snapshots.map(seen)).toEqual([expected]);
    expect(lost.length).toBeGreaterThan(0);
    expect(lost.join()).not.toContain('secret');
  });

  it('is left out of changes, and costs none of the others', () => {
    const draft = (text: unknown) => ({ type: 'draft', roomId, text, at: 1 });
    const { changes, lost } = said(stateOf(''), {
      type: 'changes',
      changes: [draft('a'), draft(1), { type: 'no such change' }, null, draft('b')],
    });
    expect(changes).toEqual([draft('a'), draft('b')]);
    expect(lost.every((path) => path.startsWith('changes.'))).toBe(true);
  });

  it.each([undefined, null, 1, 'snapshot', {}, { type: 'snapshot' }, { type: 'snapshot', state: 1 }, []])(
    'is dropped where nothing is left of it: %j',
    (nothing) => {
      const { snapshots, changes } = said(nothing, nothing);
      expect([snapshots, changes]).toEqual([[], []]);
    },
  );
});

it('a view whose port cannot be opened tries again later', () => {
  const later: (() => void)[] = [];
  let tries = 0;
  connectView(
    () => {
      tries += 1;
      throw new Error('Extension context invalidated.');
    },
    { onSnapshot: () => {}, onChanges: () => {} },
    (connect) => later.push(connect),
  );
  later.shift()?.();
  expect(tries).toBe(2);
  expect(later).toHaveLength(1);
});

it('an answer that cannot be read is one all the same, and older messages that cannot are left out', async () => {
  let listener: (message: unknown) => void = () => {};
  const end = connectView(
    () => ({
      postMessage: () => {},
      disconnect: () => {},
      onMessage: { addListener: (next) => (listener = next) },
      onDisconnect: { addListener: () => {} },
    }),
    { onSnapshot: () => {}, onChanges: () => {} },
  );
  const first = end.execute(send);
  const second = end.execute(send);
  listener({ type: 'reply', requestId: 1, result: { ok: 'perhaps' } });
  listener({ type: 'reply', requestId: 2, result: { ok: true, older: { messages: [{}], hasOlder: false } } });
  expect(await first).toEqual({ ok: false, failure: { type: 'not-found', what: 'answer' } });
  expect(await second).toEqual({ ok: true, older: { messages: [], hasOlder: false } });
});
