import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startElizaOS } from '../../server/elizaos.ts';
import { callersOf, HANDSHAKES, knock } from '../harness/knock.ts';

const MARK = 'marked-value-of-the-environment';
const CALLERS = callersOf(0).map(({ name }) => name);

let dataDir: string;
let server: RunningServer;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-wall-'));
  server = await startElizaOS({ port: 0, dataDir, liftRateLimit: true, env: { SOME_API_KEY: MARK } });
});
afterAll(async () => {
  await server?.stop();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

const Host = (): string => `localhost:${server.port}`;

const agentId = async (): Promise<string> => {
  const { body } = await knock(server.port, '/api/agents', { Host: Host() });
  return /"id":"([^"]+)"/.exec(body)?.[1] ?? '';
};

describe('ElizaOS as `npm start` runs it, reached by a browser of this machine', () => {
  it.each(CALLERS)('admits or refuses %s, over HTTP and both handshakes', async (name) => {
    const caller = callersOf(server.port).find((one) => one.name === name);
    if (!caller) throw new Error('unknown');
    const { headers, isAdmitted } = caller;
    const agents = await knock(server.port, '/api/agents', headers);
    const preflight = await knock(server.port, '/api/agents', headers, 'OPTIONS');
    const shaken = await Promise.all(
      HANDSHAKES.map((way) => knock(server.port, way.path, { ...headers, ...way.headers })),
    );
    const answers = [agents, preflight, ...shaken];
    expect(answers.map(({ status }) => status)).toEqual(
      isAdmitted ? [200, 204, 200, 101] : [403, 403, 403, 403],
    );
    const readers = answers.map(({ readableBy }) => readableBy);
    if (headers.Origin !== undefined && isAdmitted) {
      expect(readers).toEqual([headers.Origin, headers.Origin, headers.Origin, undefined]);
    } else expect(readers.filter((reader) => reader !== undefined)).toEqual([]);
  });

  it('keeps its environment to itself', async () => {
    const path = `/api/agents/${await agentId()}`;
    const { status, body } = await knock(server.port, path, { Host: Host() });
    expect([status, body.includes('"Eliza"')]).toEqual([200, true]);
    for (const word of [MARK, 'SOME_API_KEY', 'SECRET_SALT', 'secrets', '"PATH"'])
      expect(body).not.toContain(word);
  });

  it('keeps what an agent was given as a secret', async () => {
    const path = `${server.url}/api/agents/${await agentId()}`;
    const body = JSON.stringify({ settings: { secrets: { GIVEN_API_KEY: 'given' } } });
    const headers = { 'Content-Type': 'application/json' };
    const changed = await fetch(path, { method: 'PATCH', headers, body });
    expect(changed.status).toBe(200);
    for (const answer of [await changed.text(), await (await fetch(path)).text()]) {
      expect(answer).toContain('"settings"');
      expect(answer).not.toContain('GIVEN_API_KEY');
    }
  });
});
