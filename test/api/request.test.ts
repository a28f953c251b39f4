import { describe, expect, it } from 'vitest';
import { type Endpoint, type Outcome, request } from '../../src/api/request.ts';
import { VERSION_PATH } from '../../src/wire/paths.ts';
import { freePort, hanging, html, json, serve } from '../harness/http-server.ts';

const NOW = 1_000_000;

const at = (address: string, over: Partial<Endpoint> = {}): Endpoint => ({
  fetch: (input, init) => fetch(input, init),
  address,
  key: undefined,
  now: () => NOW,
  ...over,
});

describe('a request', () => {
  it('brings the status and the body', async () => {
    const server = await serve(json({ version: '1.7.2' }));
    expect(await request(at(server.address), '/api/x')).toEqual({
      ok: true,
      value: {
        status: 200,
        date: expect.any(Number),
        body: { version: '1.7.2' },
        text: '{"version":"1.7.2"}',
        retryAt: undefined,
      },
    });
    expect(server.seen).toMatchObject([{ method: 'GET', path: '/api/x', body: '' }]);
    expect(server.seen[0]?.headers).not.toHaveProperty('x-api-key');
    expect(server.seen[0]?.headers).not.toHaveProperty('content-type');
  });

  it('that is cancelled ends at once, and is no time-out', async () => {
    const server = await serve(hanging);
    const stop = new AbortController();
    const answer = request(at(server.address), '/api/x', { cancel: stop.signal });
    stop.abort();
    expect(await answer).toEqual({ ok: false, error: { type: 'network' } });
  });

  it('carries a body and the key', async () => {
    const server = await serve(json({}));
    await request(at(server.address, { key: 'secret' }), '/api/x', { method: 'POST', body: { a: 1 } });
    expect(server.seen).toMatchObject([
      {
        method: 'POST',
        body: '{"a":1}',
        headers: { 'x-api-key': 'secret', 'content-type': 'application/json' },
      },
    ]);
  });

  it('carries a bearer token', async () => {
    const server = await serve(json({}));
    await request(at(server.address, { token: 'secret' }), '/api/x');
    expect(server.seen[0]?.headers).toMatchObject({ authorization: 'Bearer secret' });
    expect(server.seen[0]?.headers).not.toHaveProperty('x-api-key');
  });

  it('goes below the path of the address', async () => {
    const server = await serve(json({}));
    await request(at(`${server.address}/eliza`), '/api/x');
    expect(server.seen[0]?.path).toBe('/eliza/api/x');
  });

  it('resolves for errors that can be read, and for what is no JSON', async () => {
    const refusing = await serve(json({ error: 'no' }, 401));
    expect(await request(at(refusing.address), '/')).toMatchObject({
      ok: true,
      value: { status: 401, body: { error: 'no' } },
    });
    const page = await serve(html);
    expect(await request(at(page.address), '/')).toMatchObject({
      ok: true,
      value: { status: 200, body: undefined },
    });
  });
});

describe('a server that does not answer', () => {
  it('is none that listens', async () => {
    const address = `http://127.0.0.1:${await freePort()}`;
    expect(await request(at(address), '/')).toEqual({ ok: false, error: { type: 'network' } });
  });

  it('runs out of time, whether it says nothing or stops in the middle', async () => {
    const silent = await serve(hanging);
    const stuck = await serve((response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.write('{"half":');
    });
    for (const { address } of [silent, stuck]) {
      expect(await request(at(address, { timeoutMs: 150 }), '/')).toEqual({
        ok: false,
        error: { type: 'timeout', seconds: 0.15 },
      });
    }
  });

  it('breaks off', async () => {
    const server = await serve((response) => response.destroy());
    expect(await request(at(server.address), '/')).toEqual({ ok: false, error: { type: 'network' } });
  });
});

describe('a redirect', () => {
  it('with a key or a token is not followed: nobody else gets it', async () => {
    const other = await serve(json({}));
    const server = await serve((response) => {
      response.writeHead(302, { Location: `${other.address}/elsewhere` });
      response.end();
    });
    for (const secrets of [{ key: 'secret' }, { token: 'secret' }]) {
      expect(await request(at(server.address, secrets), '/')).toEqual({
        ok: false,
        error: { type: 'redirect' },
      });
    }
    expect(other.seen).toEqual([]);
  });

  it.each([301, 302, 303, 307, 308])(
    '%i is not followed without one either, whatever is asked',
    async (status) => {
      const other = await serve(json({ there: true }));
      const server = await serve((response) => {
        response.writeHead(status, { Location: `${other.address}/elsewhere` });
        response.end();
      });
      for (const method of ['GET', 'POST', 'PATCH', 'DELETE']) {
        const question = { method, ...(method === 'POST' && { body: { text: 'private' } }) };
        expect(await request(at(server.address), '/', question)).toEqual({
          ok: false,
          error: { type: 'redirect' },
        });
      }
      expect(other.seen).toEqual([]);
    },
  );

  it('is followed where it is asked where it leads', async () => {
    const other = await serve(json({ there: true }));
    const server = await serve((response) => {
      response.writeHead(302, { Location: `${other.address}/elsewhere` });
      response.end();
    });
    expect(await request(at(server.address), '/', { follow: true })).toMatchObject({
      ok: true,
      value: { body: { there: true } },
    });
  });
});

describe('what comes of a request', () => {
  const outcomesAt = async (
    address: string,
    over: Partial<Endpoint> = {},
    path = '/',
  ): Promise<Outcome[]> => {
    const outcomes: Outcome[] = [];
    await request(at(address, { ...over, onOutcome: (outcome) => outcomes.push(outcome) }), path);
    return outcomes;
  };

  it.each<[number, Outcome[]]>([
    [200, ['read']],
    [401, ['wants-key']],
    // It forbids one thing: ElizaOS says so where a message server is not its own.
    [403, ['read']],
    [404, ['read']],
    // Said before anybody has looked at the key.
    [429, []],
    [500, []],
  ])('is told: %d', async (status, outcomes) => {
    const server = await serve(json({}, status));
    expect(await outcomesAt(server.address)).toEqual(outcomes);
  });

  it('is that a key is wanted where not even the version is told: of a proxy before the server', async () => {
    const server = await serve(json({}, 403));
    expect(await outcomesAt(server.address, {}, VERSION_PATH)).toEqual(['wants-key']);
  });

  it('is that nothing was read, unless it took too long or nobody wants it any more', async () => {
    expect(await outcomesAt(`http://127.0.0.1:${await freePort()}`)).toEqual(['unread']);
    const silent = await serve(hanging);
    expect(await outcomesAt(silent.address, { timeoutMs: 150 })).toEqual([]);
    expect(await outcomesAt(silent.address, { signal: AbortSignal.abort() })).toEqual([]);
  });

  it('ends with the wish for it', async () => {
    const silent = await serve(hanging);
    const leaving = new AbortController();
    const asked = request(at(silent.address, { signal: leaving.signal }), '/');
    leaving.abort();
    expect(await asked).toEqual({ ok: false, error: { type: 'network' } });
  });
});

describe('a server that limits us', () => {
  it.each<[string, Record<string, string>, number]>([
    ['in how many seconds', { 'RateLimit-Reset': '840' }, NOW + 840_000],
    ['in the header of HTTP', { 'Retry-After': '30' }, NOW + 30_000],
    ['in both', { 'RateLimit-Reset': '840', 'Retry-After': '30' }, NOW + 840_000],
    ['when', { 'Retry-After': 'Thu, 01 Jan 1970 00:20:00 GMT' }, 1_200_000],
    ['when, which is over', { 'Retry-After': 'Thu, 01 Jan 1970 00:00:01 GMT' }, NOW + 60_000],
    ['nonsense in one of two', { 'RateLimit-Reset': 'soon', 'Retry-After': '30' }, NOW + 30_000],
    ['to wait for years', { 'Retry-After': '1e300' }, NOW + 3_600_000],
    ['to wait for ever', { 'RateLimit-Reset': 'Infinity' }, NOW + 3_600_000],
    ['to wait until the year 9999', { 'Retry-After': 'Fri, 31 Dec 9999 23:59:59 GMT' }, NOW + 3_600_000],
    ['the time and not the wait', { 'RateLimit-Reset': '1795507858' }, NOW + 3_600_000],
    ['a time before', { 'Retry-After': '-5' }, NOW + 60_000],
    ['NaN', { 'Retry-After': 'NaN' }, NOW + 60_000],
    ['nothing', {}, NOW + 60_000],
    ['nonsense', { 'RateLimit-Reset': 'soon' }, NOW + 60_000],
    ['that it is over', { 'RateLimit-Reset': '0' }, NOW + 60_000],
  ])('says %s, and is waited for', async (_what, headers, until) => {
    const server = await serve(json({ success: false, error: 'Too many requests' }, 429, headers));
    const limits: number[] = [];
    const answer = await request(
      at(server.address, { onLimited: (limitedUntil) => limits.push(limitedUntil) }),
      '/',
    );
    expect(answer).toMatchObject({ ok: true, value: { status: 429, retryAt: until } });
    expect(limits).toEqual([until]);
  });

  it('is not one that answers', async () => {
    const server = await serve(json({}, 200, { 'RateLimit-Reset': '840' }));
    const limits: number[] = [];
    const answer = await request(at(server.address, { onLimited: (until) => limits.push(until) }), '/');
    expect(answer).toMatchObject({ value: { retryAt: undefined } });
    expect(limits).toEqual([]);
  });
});
