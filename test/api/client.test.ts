import { describe, expect, it } from 'vitest';
import { type Api, createApi } from '../../src/api/client.ts';
import type { AgentId } from '../../src/model/ids.ts';
import { DialectName } from '../../src/model/server.ts';
import { codecOf } from '../../src/wire/codecs.ts';
import { type Answer, freePort, html, json, type Seen, serve } from '../harness/http-server.ts';
import { IMPOSTORS } from '../harness/impostors.ts';
import { roomId, versionBody } from '../harness/nouns.ts';

const AGENT = 'agent' as AgentId;
const DONE = { ok: true, value: undefined };
const PAIR = { entityId: 'me', agentId: 'agent', messageServerId: 'ms-1' };

const introduce: Record<DialectName, Answer> = {
  modern: json(versionBody('1.7.2')),
  central: json(versionBody('1.5.8')),
  reference: json({ success: false, error: 'Not found' }, 404),
};

/** A server of that dialect which answers so to all but who it is; `seen` is without those questions. */
const api = async (name: DialectName, answer: Answer) => {
  const seen: Seen[] = [];
  const { address } = await serve((response, request) => {
    if (request.path === '/api/system/version') return introduce[name](response, request);
    if (request.path.startsWith('/socket.io/')) return response.end('0{"sid":"x"}');
    seen.push(request);
    answer(response, request);
  });
  return { server: { seen }, api: apiAt(address, name) };
};

const apiAt = (address: string, name: DialectName): Api =>
  createApi(
    { fetch: (input, init) => fetch(input, init), address, key: 'secret', now: () => 0 },
    codecOf(name),
  );

const CHANNEL = { success: true, data: { id: 'r1', name: 'A chat' } };
const channel = json(CHANNEL);
const made = json(CHANNEL, 201);

describe.each([
  ['central', '/api/messaging/central-channels'],
  ['modern', '/api/messaging/channels'],
] as const)('the questions to a server of the dialect %s', (name, channels) => {
  it('ask for the agents', async () => {
    const agents = [{ id: 'agent', name: 'Eliza', bio: '', status: 'active' }, { nameless: true }];
    const { api: asked, server } = await api(name, json({ success: true, data: { agents } }));
    expect(await asked.agents()).toEqual({
      ok: true,
      value: {
        agents: [{ id: 'agent', name: 'Eliza', bio: '', active: true }],
        reasons: [expect.stringContaining('agent')],
      },
    });
    expect(server.seen.map(({ path }) => path)).toEqual(['/api/agents']);
  });

  it('take a file in, where every ElizaOS does', async () => {
    const data = { url: '/media/a.png', type: 'image/png', size: 1 };
    const { api: asked, server } = await api(name, json({ success: true, data }));
    const { signal } = new AbortController();
    expect(await asked.upload(roomId('r1'), new Blob(['xyz']), 'a.png', signal)).toEqual({
      ok: true,
      value: { url: '/media/a.png', contentType: 'image/png' },
    });
    const [{ method, path, headers, body } = { headers: {} }] = server.seen;
    expect([method, path]).toEqual(['POST', '/api/messaging/channels/r1/upload-media']);
    expect(headers).toMatchObject({ 'x-api-key': 'secret' });
    expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(body).toMatch(/name="file"; filename="a.png"[\s\S]*xyz/);
  });

  it('find the direct channel of the two', async () => {
    const { api: asked, server } = await api(name, channel);
    expect(await asked.directChannel(PAIR)).toEqual({ ok: true, value: { id: 'r1', name: 'A chat' } });
    expect(server.seen).toMatchObject([
      {
        method: 'GET',
        path: '/api/messaging/dm-channel?currentUserId=me&targetUserId=agent&dmServerId=ms-1',
      },
    ]);
  });

  it('make another channel, as a direct one of the two', async () => {
    const { api: asked, server } = await api(name, made);
    await asked.createChannel('A chat', PAIR, [AGENT]);
    expect(server.seen).toMatchObject([{ method: 'POST', path: channels }]);
    expect(JSON.parse(server.seen[0]?.body ?? '')).toMatchObject({
      name: 'A chat',
      participantCentralUserIds: ['me', 'agent'],
      type: 'DM',
      server_id: 'ms-1',
      message_server_id: 'ms-1',
    });
  });

  it('read the history, page by page', async () => {
    const row = { id: 's1', channelId: 'r1', authorId: 'agent', content: 'hi', created_at: 5 };
    const ofAnother = { ...row, id: 's3', channelId: 'r2' };
    const answer = json({ success: true, data: { messages: [row, { id: 's2' }, ofAnother] } });
    const { api: asked, server } = await api(name, answer);
    expect(await asked.history(roomId('r1'), { limit: 50 })).toMatchObject({
      ok: true,
      value: {
        rows: 3,
        messages: [{ serverId: 's1', text: 'hi', createdAt: 5 }],
        reasons: [expect.any(String), expect.stringContaining('another channel')],
      },
    });
    await asked.history(roomId('r/1'), { limit: 7, before: 99 });
    expect(server.seen.map(({ path }) => path)).toEqual([
      `${channels}/r1/messages?limit=50`,
      `${channels}/r%2F1/messages?limit=7&before=99`,
    ]);
  });

  it('make a group of several', async () => {
    const { api: asked, server } = await api(name, made);
    await asked.createChannel('A circle', PAIR, ['a1' as AgentId, 'a2' as AgentId]);
    expect(server.seen).toMatchObject([{ method: 'POST', path: channels }]);
    const body = JSON.parse(server.seen[0]?.body ?? '');
    expect(body).toMatchObject({ participantCentralUserIds: ['me', 'a1', 'a2'], type: 'GROUP' });
    expect(body.metadata).toEqual({});
  });

  it('find a group again by the id that it was made with', async () => {
    const channels = [
      { id: 'c1', metadata: {} },
      { id: 'c2', metadata: null },
      { id: 'c3', metadata: { clientId: 'ours' } },
    ];
    const { api: asked, server } = await api(name, json({ success: true, data: { channels } }));
    expect(await asked.findChannel('ms/1', 'ours')).toEqual({ ok: true, value: 'c3' });
    expect(await asked.findChannel('ms/1', 'another')).toEqual({ ok: true, value: undefined });
    const servers = name === 'central' ? 'central-servers' : 'message-servers';
    expect(server.seen[0]?.path).toBe(`/api/messaging/${servers}/ms%2F1/channels`);
    await asked.createChannel('A circle', PAIR, ['a1' as AgentId, 'a2' as AgentId], 'ours');
    expect(JSON.parse(server.seen.findLast(({ body }) => body)?.body ?? '').metadata).toEqual({
      clientId: 'ours',
    });
  });

  it('add an agent, and let one go', async () => {
    const data = { channelId: 'r1', agentId: 'agent', message: 'done' };
    const { api: asked, server } = await api(name, (response, request) =>
      json({ success: true, data }, request.method === 'POST' ? 201 : 200)(response, request),
    );
    expect(await asked.changeAgent(roomId('r1'), AGENT, true)).toEqual(DONE);
    expect(await asked.changeAgent(roomId('r1'), AGENT, false)).toEqual(DONE);
    expect(server.seen).toMatchObject([
      { method: 'POST', path: `${channels}/r1/agents`, body: '{"agentId":"agent"}' },
      { method: 'DELETE', path: `${channels}/r1/agents/agent` },
    ]);
  });

  it('rename a channel', async () => {
    const { api: asked, server } = await api(name, channel);
    expect(await asked.rename(roomId('r1'), 'Plans')).toEqual(DONE);
    expect(server.seen).toMatchObject([
      { method: 'PATCH', path: `${channels}/r1`, body: '{"name":"Plans"}' },
    ]);
  });

  it('clear and delete a channel, which is answered with nothing', async () => {
    const { api: asked, server } = await api(name, (response) => response.writeHead(204).end());
    expect(await asked.clear(roomId('r1'))).toEqual(DONE);
    expect(await asked.remove(roomId('r1'))).toEqual(DONE);
    expect(server.seen).toMatchObject([
      { method: 'DELETE', path: `${channels}/r1/messages` },
      { method: 'DELETE', path: `${channels}/r1` },
    ]);
  });
});

describe.each(DialectName.options)('an answer in the dialect %s', (name) => {
  it.each<[string, Answer, object]>([
    [
      'of an error, with its words',
      json({ success: false, error: { message: 'Access denied' } }, 403),
      { type: 'status', status: 403, error: 'Access denied', retryAt: undefined },
    ],
    [
      'of an error without words',
      (response) => response.writeHead(502).end('<h1>Bad gateway</h1>'),
      { type: 'status', status: 502, error: 'HTTP 502', retryAt: undefined },
    ],
    [
      'of a limit, with its end',
      json({ error: 'Too many requests' }, 429, { 'RateLimit-Reset': '9' }),
      { type: 'status', status: 429, error: 'Too many requests', retryAt: 9_000 },
    ],
    ['that is a page', html, { type: 'undecodable', reason: expect.stringContaining('history') }],
    ['that is empty', json({}), { type: 'undecodable', reason: expect.stringContaining('history') }],
    ['that breaks off', (response) => response.destroy(), { type: 'network' }],
  ])('%s is an error with its reason', async (_what, answer, error) => {
    const { api: asked } = await api(name, answer);
    expect(await asked.history(roomId('r1'), { limit: 50 })).toEqual({ ok: false, error });
  });

  it('that never comes is one, too', async () => {
    const address = `http://127.0.0.1:${await freePort()}`;
    expect(await apiAt(address, name).agents()).toEqual({ ok: false, error: { type: 'network' } });
  });
});

describe('words of the user’s', () => {
  const { signal } = new AbortController();
  const ACTS: readonly [string, (asked: Api) => Promise<{ ok: boolean }>][] = [
    [
      'a message',
      (asked) =>
        asked.post(roomId('r1'), { text: 'private' }, { signal, onFrame: () => {}, onUndecodable: () => {} }),
    ],
    ['a file', (asked) => asked.upload(roomId('r1'), new Blob(['private']), 'private.txt', signal)],
    ['a name', (asked) => asked.rename(roomId('r1'), 'private')],
    ['the name of a group', (asked) => asked.createChannel('private', PAIR, [AGENT])],
  ];

  it.each(IMPOSTORS)('do not go to $name', async ({ answer }) => {
    for (const name of ['modern', 'central'] as const) {
      const server = await serve(answer);
      for (const [what, act] of ACTS) {
        expect(await act(apiAt(server.address, name)), what).toMatchObject({
          ok: false,
          error: { type: 'unsent' },
        });
      }
      expect(server.seen.filter(({ method }) => method !== 'GET')).toEqual([]);
      expect(JSON.stringify(server.seen)).not.toContain('private');
    }
  });

  it('do not go to a server of another kind than was set up', async () => {
    for (const [is, was] of [
      ['central', 'modern'],
      ['modern', 'central'],
      ['reference', 'modern'],
    ] as const) {
      const server = await serve((response, request) =>
        request.path.startsWith('/socket.io/')
          ? void response.end('0{"sid":"x"}')
          : introduce[is](response, request),
      );
      for (const [what, act] of ACTS) {
        expect(await act(apiAt(server.address, was)), what).toMatchObject({ error: { type: 'unsent' } });
      }
    }
  });
});

describe('the secrets of a server', () => {
  it('are not asked for: no question ever names a single agent', async () => {
    const { api: asked, server } = await api('modern', json({}));
    await asked.agents();
    await asked.directChannel(PAIR);
    await asked.createChannel('x', PAIR, [AGENT]);
    await asked.history(roomId('r1'), { limit: 1 });
    await asked.changeAgent(roomId('r1'), AGENT, true);
    for (const { path } of server.seen) expect(path).not.toMatch(/^\/api\/agents\/./);
  });
});
