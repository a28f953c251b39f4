import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type RunningServer, startElizaOS } from '../../server/elizaos.ts';
import { type Client, connectClient } from '../server/room-client.ts';

const SERVER_ID = '00000000-0000-0000-0000-000000000000';

/** A start takes 3 s on an idle machine, ten times that on a busy one. */
const START_TIMEOUT = 90_000;

let dataDir: string;
let server: RunningServer;
const log: string[] = [];

const start = (): Promise<RunningServer> =>
  startElizaOS({ port: 0, dataDir, liftRateLimit: true, chunkDelayMs: 5, onLog: (line) => log.push(line) });

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const getJson = async (pathname: string): Promise<unknown> =>
  (await fetch(`${server.url}${pathname}`)).json();

/** Payloads as in test/fixtures/traces/elizaos-1.7.2.jsonl. */
const conversation = (agentId: string, roomId: string) => {
  const entityId = randomUUID();
  const metadata = { isDm: true, channelType: 'DM', targetUserId: agentId };
  const ids = { roomId, channelId: roomId, serverId: SERVER_ID, messageServerId: SERVER_ID, metadata };
  return {
    entityId,
    join: (client: Client) => client.socket.emit('message', { type: 1, payload: { ...ids, entityId } }),
    send: (client: Client, message: string): string => {
      const messageId = randomUUID();
      const payload = { ...ids, senderId: entityId, senderName: 'Extension User', message, messageId };
      client.socket.emit('message', {
        type: 2,
        payload: { ...payload, source: 'extension', attachments: [] },
      });
      return messageId;
    },
  };
};

interface Row {
  id: string;
  content: string;
  rawMessage: { messageId?: string };
}

const history = async (roomId: string): Promise<Row[]> => {
  const answer = await getJson(`/api/messaging/channels/${roomId}/messages?limit=50`);
  return (answer as { data: { messages: Row[] } }).data.messages;
};

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'parley-elizaos-'));
  server = await start();
});

afterAll(async () => {
  await server?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

describe('a real ElizaOS', () => {
  const roomId = randomUUID();
  let agentId: string;

  it('is 1.7.2, on loopback, with one agent', async () => {
    expect(await getJson('/api/system/version')).toMatchObject({ version: '1.7.2' });
    const answer = (await getJson('/api/agents')) as { data: { agents: { id: string }[] } };
    expect(answer.data.agents).toMatchObject([{ name: 'Eliza', status: 'active' }]);
    agentId = answer.data.agents[0]?.id ?? '';
    expect(isAlive(server.pid)).toBe(true);
  });

  it('has no address for error reports', () => {
    expect(log.join('\n')).toContain('Invalid Sentry Dsn: off');
  });

  it('streams an answer over the socket and closes it with a broadcast of the same id', async () => {
    const { entityId, join, send } = conversation(agentId, roomId);
    const client = connectClient(server.url, { auth: { entityId } });
    try {
      await client.next('authenticated');
      join(client);
      await client.next('room_joined');
      const messageId = send(client, 'Please say 40 words');
      expect(await client.next('messageBroadcast')).toMatchObject([{ clientMessageId: messageId }]);
      const [closing] = await client.next('messageBroadcast');
      const chunks = client.heard.flatMap((one) =>
        one.name === 'messageStreamChunk' ? [one.args[0] as { messageId: string; chunk: string }] : [],
      );
      expect(chunks.length).toBeGreaterThan(5);
      expect(new Set(chunks.map((chunk) => chunk.messageId))).toEqual(
        new Set([(closing as { id: string }).id]),
      );
      const words = Array.from({ length: 40 }, (_, index) => `w${index}`).join(' ');
      expect(closing).toMatchObject({ senderId: agentId, roomId, text: words, actions: ['REPLY'] });
      expect(chunks.map((chunk) => chunk.chunk).join('')).toBe(words);
    } finally {
      client.socket.disconnect();
    }
  });

  it('keeps code, markup and all, when it streams', async () => {
    const { entityId, join, send } = conversation(agentId, randomUUID());
    const client = connectClient(server.url, { auth: { entityId } });
    try {
      await client.next('authenticated');
      join(client);
      send(client, 'show me markdown');
      await client.next('messageBroadcast');
      const [closing] = await client.next('messageBroadcast');
      expect(closing).toMatchObject({ text: expect.stringContaining('```ts\nconst greet = ') });
    } finally {
      client.socket.disconnect();
    }
  });

  it('keeps the conversation over a stop and a start, and leaves no process', {
    timeout: START_TIMEOUT,
  }, async () => {
    const before = await history(roomId);
    expect(before.map((row) => row.content)).toEqual([expect.stringContaining('w39'), 'Please say 40 words']);
    const { pid } = server;
    await server.stop();
    expect(isAlive(pid)).toBe(false);
    expect(await server.exited).toBe(0);
    await expect(fetch(server.url)).rejects.toThrow();
    server = await start();
    expect(await history(roomId)).toEqual(before);
  });

  it('keeps it over a crash, too', { timeout: START_TIMEOUT }, async () => {
    const before = await history(roomId);
    const { pid } = server;
    await server.kill();
    expect(isAlive(pid)).toBe(false);
    expect(await server.exited).toBeNull();
    server = await start();
    expect(await history(roomId)).toEqual(before);
  });
});

describe('a start that fails', () => {
  it('names the server that holds the folder already', async () => {
    const second = startElizaOS({ port: 0, dataDir });
    await expect(second).rejects.toThrow(
      `ElizaOS did not start: ${dataDir} is in use by another server (process ${server.pid})`,
    );
    expect(await getJson('/api/system/version')).toMatchObject({ version: '1.7.2' });
  });

  it('shows the last lines of a process that died', async () => {
    const broken = await mkdtemp(path.join(tmpdir(), 'parley-broken-'));
    try {
      const env = { NODE_OPTIONS: '--no-such-option' };
      await expect(startElizaOS({ port: 0, dataDir: broken, env })).rejects.toThrow(
        /^ElizaOS did not start: it ended \(9\) while starting\n.*--no-such-option is not allowed/,
      );
    } finally {
      await rm(broken, { recursive: true, force: true });
    }
  });
});

describe('a start that does not come to its end', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'parley-cut-off-'));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('leaves no process when it is given up', async () => {
    const giveUp = new AbortController();
    const started = startElizaOS({ port: 0, dataDir: folder, signal: giveUp.signal });
    const failed = expect(started).rejects.toThrow('it ended (0) while starting');
    await vi.waitFor(() => access(path.join(folder, 'server.pid')), { timeout: 20_000 });
    giveUp.abort();
    await failed;
    await expect(access(path.join(folder, 'server.pid'))).rejects.toThrow('ENOENT');
  });

  it('is made good by the next one when it crashed in the making of the database', {
    timeout: START_TIMEOUT,
  }, async () => {
    const started = startElizaOS({ port: 0, dataDir: folder });
    const failed = expect(started).rejects.toThrow('it ended (SIGKILL) while starting');
    await vi.waitFor(() => access(path.join(folder, 'database', 'PG_VERSION')), { timeout: 20_000 });
    process.kill(Number(await readFile(path.join(folder, 'server.pid'), 'utf8')), 'SIGKILL');
    await failed;
    const next = await startElizaOS({ port: 0, dataDir: folder });
    await next.stop();
  });
});

describe('a parent that dies', () => {
  it('takes the server with it', { timeout: START_TIMEOUT }, async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'parley-orphan-'));
    try {
      const parent = spawn(
        process.execPath,
        ['--import', 'tsx', fileURLToPath(new URL('parent-of-elizaos.ts', import.meta.url)), folder],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      const [line] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(line.toString());
      expect(isAlive(pid)).toBe(true);
      parent.kill('SIGKILL');
      await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 8000 });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
