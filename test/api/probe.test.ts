import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type ProbeOptions, type ProbeResult, probe } from '../../src/api/probe.ts';
import { DEFAULT_MESSAGE_SERVER } from '../../src/model/ids.ts';
import { type Answer, freePort, hanging, html, json, routes, serve } from '../harness/http-server.ts';
import { versionBody } from '../harness/nouns.ts';
import { OLD_HANDSHAKES } from '../harness/old-handshakes.ts';

const OPTIONS: ProbeOptions = { fetch: (input, init) => fetch(input, init), now: () => 0, timeoutMs: 2_000 };
const ask = (address: string, key?: string, over: Partial<ProbeOptions> = {}): Promise<ProbeResult> =>
  probe(address, { key }, { ...OPTIONS, ...over });

const VERSION = '/api/system/version';
const HANDSHAKE = '/socket.io/';
const handshake: Answer = (response) => {
  response.end('0{"sid":"x","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}');
};
const modern = {
  [VERSION]: json(versionBody('1.7.2')),
  '/api/messaging/message-server/current': json({ success: true, data: { messageServerId: 'ms-1' } }),
};

/** A captive portal: everything leads to its page. */
const signIn = (response: ServerResponse, path: string, to: string): void => {
  if (path === to) response.writeHead(200, { 'Content-Type': 'text/html' }).end('<form>Sign in</form>');
  else response.writeHead(302, { Location: to }).end();
};

describe('a server that is found', () => {
  it('is today’s ElizaOS, with its message server', async () => {
    const server = await serve(routes(modern));
    expect(await ask(` ${server.address}/ `)).toEqual({
      ok: true,
      found: {
        address: server.address,
        dialect: 'modern',
        version: '1.7.2',
        messageServerId: 'ms-1',
      },
    });
  });

  it('is an ElizaOS of before 1.6.5, which has its message servers in a list', async () => {
    const server = await serve(
      routes({
        [VERSION]: json(versionBody('1.5.8')),
        '/api/messaging/central-servers': json({ success: true, data: { servers: [{ id: 'cs-1' }] } }),
      }),
    );
    expect(await ask(server.address)).toMatchObject({
      ok: true,
      found: { dialect: 'central', version: '1.5.8', messageServerId: 'cs-1' },
    });
  });

  it('is the document’s where it has no version but shakes hands', async () => {
    const server = await serve(routes({ [HANDSHAKE]: handshake }));
    expect(await ask(server.address)).toEqual({
      ok: true,
      found: {
        address: server.address,
        dialect: 'reference',
        version: undefined,
        messageServerId: DEFAULT_MESSAGE_SERVER,
      },
    });
    expect(server.seen.map(({ path }) => path)).toEqual([VERSION, '/socket.io/?EIO=4&transport=polling']);
  });

  it('is the document’s where a page answers in place of a version', async () => {
    const server = await serve(routes({ [VERSION]: html, [HANDSHAKE]: handshake }));
    expect(await ask(server.address)).toMatchObject({ ok: true, found: { dialect: 'reference' } });
  });

  it('may lie below a path', async () => {
    const server = await serve(
      routes(Object.fromEntries(Object.entries(modern).map(([path, answer]) => [`/eliza${path}`, answer]))),
    );
    expect(await ask(`${server.address}/eliza/`)).toMatchObject({
      ok: true,
      found: { address: `${server.address}/eliza`, messageServerId: 'ms-1' },
    });
  });

  it('does without the id of its message server, which then is the one that all have', async () => {
    const server = await serve(routes({ [VERSION]: json(versionBody('1.7.2')) }));
    expect(await ask(server.address)).toMatchObject({
      ok: true,
      found: { messageServerId: DEFAULT_MESSAGE_SERVER },
    });
  });

  it('gets the key with every question', async () => {
    const server = await serve(routes(modern));
    await ask(server.address, 'secret');
    expect(server.seen.map(({ headers }) => headers['x-api-key'])).toEqual(['secret', 'secret']);
  });

  it('gets the token with every question', async () => {
    const server = await serve(routes(modern));
    await probe(server.address, { token: 'secret' }, OPTIONS);
    const sent = server.seen.map(({ headers }) => headers.authorization);
    expect(sent).toEqual(['Bearer secret', 'Bearer secret']);
  });
});

describe('what stands in the way', () => {
  const failureOf = async (asked: Promise<ProbeResult>) => {
    const result = await asked;
    return result.ok ? undefined : result.failure;
  };

  it('is that it is no address', async () => {
    expect(await failureOf(ask(' two words '))).toEqual({ type: 'bad-address', input: 'two words' });
  });

  it('is that nothing listens', async () => {
    const port = await freePort();
    expect(await failureOf(ask(`127.0.0.1:${port}`))).toEqual({
      type: 'nothing-listens',
      host: `127.0.0.1:${port}`,
    });
  });

  it.each<[string, Answer]>([
    ['a web site', html],
    ['a server that knows none of it', routes({})],
    ['another API', json({ hello: 'world' })],
    ['an API that answers everything with nothing', json({})],
    ['an empty page', (response) => response.end()],
    ['another program with a version', json({ version: '3' })],
    ['another program with a version of the same form', json({ version: '1.7.2' })],
    ['what says that it is away for good', json({ error: 'gone' }, 410)],
    ['an error', json({ error: 'broken' }, 500)],
  ])('is that it is %s', async (_what, answer) => {
    const server = await serve(answer);
    expect(await failureOf(ask(server.address))).toEqual({
      type: 'not-elizaos',
      host: `127.0.0.1:${server.port}`,
    });
  });

  it.each(Object.entries(OLD_HANDSHAKES))('is that it is of %s', async (_version, bytes) => {
    const server = await serve(routes({ [HANDSHAKE]: (response) => response.end(bytes) }));
    expect(await failureOf(ask(server.address))).toEqual({
      type: 'old-socket-io',
      host: `127.0.0.1:${server.port}`,
    });
  });

  it.each([
    [undefined, false],
    ['wrong', true],
  ])('is a key (%s)', async (key, keyGiven) => {
    const server = await serve(json({ success: false, error: { message: 'Unauthorized' } }, 401));
    expect(await failureOf(ask(server.address, key))).toEqual({
      type: 'wants-key',
      host: `127.0.0.1:${server.port}`,
      keyGiven,
    });
  });

  it('is a key that only the second question shows to be wrong', async () => {
    const server = await serve(
      routes({ ...modern, '/api/messaging/message-server/current': json({ success: false }, 401) }),
    );
    expect(await failureOf(ask(server.address, 'wrong'))).toMatchObject({
      type: 'wants-key',
      keyGiven: true,
    });
  });

  it.each<[string, Answer]>([
    ['says so', json({}, 511)],
    ['leads to a page', (response, { path }) => signIn(response, path, '/login')],
    ['leads to nowhere', (response, { path }) => signIn(response, path, 'http://127.0.0.1:1/login')],
  ])('is a network that wants a sign-in, and %s', async (_how, answer) => {
    const server = await serve(answer);
    expect(await failureOf(ask(server.address))).toEqual({
      type: 'portal',
      host: `127.0.0.1:${server.port}`,
    });
  });

  it.each([429, 502, 503, 504])('is that it is away, or not to be asked, for now (%i)', async (status) => {
    const server = await serve(
      routes({ [VERSION]: json({ error: 'later' }, status), [HANDSHAKE]: handshake }),
    );
    expect(await failureOf(ask(server.address))).toEqual({
      type: 'faulty',
      host: `127.0.0.1:${server.port}`,
      status,
    });
  });

  it('is that the server has moved, which is told from a sign-in', async () => {
    const elsewhere = await serve(routes(modern));
    const server = await serve((response, { path }) => {
      response.writeHead(301, { Location: `${elsewhere.address}${path}` }).end();
    });
    expect(await failureOf(ask(server.address))).toEqual({
      type: 'redirects',
      host: `127.0.0.1:${server.port}`,
    });
  });

  it('is that it redirects, where nothing secret may go', async () => {
    const elsewhere = await serve(routes(modern));
    const server = await serve((response) => {
      response.writeHead(308, { Location: `${elsewhere.address}/api/system/version` });
      response.end();
    });
    expect(await failureOf(ask(server.address, 'secret'))).toEqual({
      type: 'redirects',
      host: `127.0.0.1:${server.port}`,
    });
    expect(elsewhere.seen).toEqual([]);
  });

  it('is time, at the first question or at the second', async () => {
    const silent = await serve(hanging);
    const later = await serve(routes({ [HANDSHAKE]: hanging }));
    for (const { address, port } of [silent, later]) {
      expect(await failureOf(ask(address, undefined, { timeoutMs: 150 }))).toEqual({
        type: 'timeout',
        host: `127.0.0.1:${port}`,
        seconds: 0.15,
      });
    }
  });

  it('is that the browser may not read, which it tells from nobody listening', async () => {
    const server = await serve(routes(modern));
    /** A browser without permission: what is not asked for as opaque fails, though the server answers. */
    const restricted: ProbeOptions['fetch'] = async (input, init) => {
      const response = await fetch(input, { ...init, mode: 'cors' });
      if (init.mode !== 'no-cors') throw new TypeError('Failed to fetch');
      return response;
    };
    expect(await failureOf(ask(server.address, undefined, { fetch: restricted }))).toEqual({
      type: 'not-allowed',
      host: `127.0.0.1:${server.port}`,
      origin: `${server.address}/*`,
    });
  });

  it('does not send the key where the answer cannot be read', async () => {
    const server = await serve((response) => response.destroy());
    await ask(server.address, 'secret');
    const [first, ...others] = server.seen;
    expect(first?.headers).toHaveProperty('x-api-key');
    for (const { headers } of others) expect(headers).not.toHaveProperty('x-api-key');
  });
});
