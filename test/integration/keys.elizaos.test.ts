import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startElizaOS } from '../../server/elizaos.ts';
import type { ViewState } from '../../src/relay/to-view.ts';
import type { Worker } from '../../src/worker/worker.ts';
import { rowsOf } from '../harness/diagnose.ts';
import { bootWorker, isConnected, newDisk, openView, type TestView } from '../harness/worker.ts';

const KEY = 'the-key-of-this-test';
const SLOW = 30_000;

let dataDir: string;
let server: RunningServer;
const workers: Worker[] = [];
const views: TestView[] = [];

const start = async (env: Record<string, string>, port = 0): Promise<void> => {
  server = await startElizaOS({ port, dataDir, liftRateLimit: true, env });
};
/** The same server with other settings. */
const restart = async (env: Record<string, string>): Promise<void> => {
  await server.stop();
  await start(env, server.port);
};
const look = async (): Promise<TestView> => {
  const worker = await bootWorker(await newDisk());
  workers.push(worker);
  const view = await openView(() => worker);
  views.push(view);
  return view;
};
const wantsKey = ({ connection }: ViewState): boolean =>
  connection.type === 'refused' && connection.code === 'wants-key';
const useKey = (view: TestView, key: string): Promise<void> => {
  const { id } = view.state().profile ?? {};
  if (!id) throw new Error('no server is in use');
  return view.must({ type: 'edit-server', id, key });
};
const openFirstAgent = async (view: TestView): Promise<void> => {
  const { agents } = await view.until('agents', (state) => state.agents.status === 'ready', SLOW);
  const agentId = agents.agents[0]?.id;
  if (!agentId) throw new Error('the server has no agent');
  await view.must({ type: 'open-agent', agentId });
};
const talks = async (view: TestView): Promise<void> => {
  await view.until('connected', isConnected, SLOW);
  const before = view.messages().length;
  await view.send('hello');
  await view.until(
    'a reply',
    ({ open }) => {
      const fresh = (open?.messages ?? []).slice(before);
      return fresh.some((message) => message.type === 'other' && message.reply === 'complete');
    },
    SLOW,
  );
};

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-keys-'));
});
afterAll(async () => {
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});
afterEach(async () => {
  for (const view of views.splice(0)) view.close();
  for (const worker of workers.splice(0)) worker.stop();
  await server.stop();
});

describe('ElizaOS that wants a key', { timeout: 180_000 }, () => {
  it('for both: without, with a wrong one, with the right one, and with another one later', async () => {
    await start({ SERVER_API_KEY: KEY, ELIZA_SERVER_AUTH_TOKEN: KEY });
    const view = await look();
    const refusal = (keyGiven: boolean) => ({ ok: false, failure: { type: 'wants-key', keyGiven } });
    expect(await view.execute({ type: 'probe', address: server.url })).toMatchObject(refusal(false));
    expect(await view.execute({ type: 'probe', address: server.url, key: 'wrong' })).toMatchObject(
      refusal(true),
    );
    expect(view.state().profile).toBeNull();
    await view.must({ type: 'probe', address: server.url, key: KEY });
    await openFirstAgent(view);
    await talks(view);

    await restart({ SERVER_API_KEY: `${KEY}-2`, ELIZA_SERVER_AUTH_TOKEN: `${KEY}-2` });
    await view.until('another key is wanted', wantsKey, SLOW);
    await useKey(view, 'wrong');
    await view.until('trying', (state) => !wantsKey(state), SLOW);
    await view.until('still another key is wanted', wantsKey, SLOW);
    await useKey(view, `${KEY}-2`);
    await talks(view);
  });

  it('for its socket alone: the setup cannot know, the connection says so', async () => {
    await start({ SERVER_API_KEY: KEY });
    const view = await look();
    await view.must({ type: 'probe', address: server.url });
    await openFirstAgent(view);
    const { connection } = await view.until('a key is wanted', wantsKey, SLOW);
    expect(connection).toMatchObject({ error: 'Invalid or missing API Key' });
    await useKey(view, KEY);
    await talks(view);
  });

  it('for its requests alone: the socket is fine, and the connection says so all the same', async () => {
    await start({});
    const view = await look();
    await view.must({ type: 'probe', address: server.url });
    await openFirstAgent(view);
    await talks(view);

    await restart({ ELIZA_SERVER_AUTH_TOKEN: KEY });
    await view.until('a key is wanted', wantsKey, SLOW);
    await view.send('while nothing goes out');
    await useKey(view, KEY);
    await view.until(
      'all is sent',
      ({ open }) =>
        (open?.messages ?? []).every(
          (message) => message.type === 'other' || message.delivery.type === 'sent',
        ),
      SLOW,
    );
    await talks(view);
  });

  it('for each another one: the setup cannot know, and what is wrong is named', async () => {
    await start({ SERVER_API_KEY: `${KEY}-2`, ELIZA_SERVER_AUTH_TOKEN: KEY });
    const view = await look();
    await view.must({ type: 'probe', address: server.url, key: KEY });
    await openFirstAgent(view);
    await view.until('another key is wanted', wantsKey, SLOW);
    const { handshake, server: answers } = await rowsOf(view);
    expect(handshake).toMatchObject({
      mark: 'bad',
      datum: { words: 'Invalid or missing API Key' },
      remedy: 'give-key',
    });
    expect(answers.mark).not.toBe('bad');
  });

  it('and lets no other origin read: it is told apart from a server that wants a key', async () => {
    await start({
      SERVER_API_KEY: KEY,
      ELIZA_SERVER_AUTH_TOKEN: KEY,
      CORS_ORIGIN: 'http://elsewhere.example',
    });
    let permitted = false;
    const origin = 'chrome-extension://bfgnkojflekhjgchdefboceoaipidifg';
    /** A browser's fetch: without permission it hands over what CORS allows alone. */
    const browserFetch = async (input: string, init: RequestInit): Promise<Response> => {
      const response = await fetch(input, { ...init, mode: 'cors' });
      const allowed = response.headers.get('access-control-allow-origin');
      const readable = permitted || init.mode === 'no-cors' || allowed === '*' || allowed === origin;
      if (!readable) throw new TypeError('Failed to fetch');
      return response;
    };
    const worker = await bootWorker(await newDisk(), { fetch: browserFetch });
    workers.push(worker);
    const view = await openView(() => worker);
    views.push(view);
    expect(await view.execute({ type: 'probe', address: server.url, key: KEY })).toMatchObject({
      failure: { type: 'not-allowed', origin: `${server.url}/*` },
    });
    permitted = true;
    await view.must({ type: 'probe', address: server.url, key: KEY });
    await openFirstAgent(view);
    await talks(view);

    permitted = false;
    worker.permissionsChanged();
    await view.until('blocked', ({ blocked }) => blocked === server.url);
    expect(isConnected(view.state())).toBe(true);
    permitted = true;
    worker.permissionsChanged();
    await view.until('free', ({ blocked }) => blocked === undefined);
    await talks(view);
  });
});
