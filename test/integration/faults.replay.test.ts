import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWithFallback } from '../../src/store/fallback.ts';
import type { Worker } from '../../src/worker/worker.ts';
import { bootWorker, isConnected, newDisk, openView, setUpAgent, type TestView } from '../harness/worker.ts';
import { type ReplayServer, startReplayServer } from '../servers/replay.ts';

let server: ReplayServer;
let worker: Worker;
let view: TestView;

beforeEach(async () => {
  server = await startReplayServer(new URL('../fixtures/traces/elizaos-1.6.5.jsonl', import.meta.url));
});
afterEach(async () => {
  view.close();
  worker.stop();
  await server.stop();
});

const isAnswered = ({ open }: ReturnType<TestView['state']>): boolean =>
  (open?.messages ?? []).some((message) => message.type === 'other' && message.reply === 'complete');

describe('a server that limits us', () => {
  it('is named until its time is over; what is written goes out all the same', async () => {
    let isLimiting = false;
    worker = await bootWorker(await newDisk(), {
      fetch: async (input, init) =>
        isLimiting && input.includes('/messages?')
          ? new Response('{"error":"Too many requests"}', {
              status: 429,
              headers: { 'RateLimit-Reset': '2' },
            })
          : fetch(input, init),
    });
    view = await openView(() => worker);
    isLimiting = true;
    await setUpAgent(view, server.url);
    const limited = await view.until('the limit', ({ limitedUntil }) => limitedUntil !== undefined);
    expect((limited.limitedUntil ?? 0) - Date.now()).toBeLessThanOrEqual(2_000);
    await view.send('hello');
    await view.until('a reply', isAnswered);
    isLimiting = false;
    await view.until('no limit', ({ limitedUntil }) => limitedUntil === undefined);
  });
});

describe('a browser that cannot store', () => {
  it('is quoted, and the chat goes on in memory', async () => {
    worker = await bootWorker(await newDisk(), {
      openStore: (onFault) =>
        openWithFallback(() => Promise.reject(new DOMException('Internal error.', 'UnknownError')), onFault),
    });
    view = await openView(() => worker);
    expect(view.state().storageFault).toBe('UnknownError: Internal error.');
    await setUpAgent(view, server.url);
    await view.until('connected', isConnected);
    await view.send('hello');
    await view.until('a reply', isAnswered);
    const again = await openView(() => worker);
    expect(again.messages()).toEqual(view.messages());
    again.close();
  });
});
