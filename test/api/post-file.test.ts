import { describe, expect, it } from 'vitest';
import { type Posted, postFile } from '../../src/api/post-file.ts';
import { codecOf } from '../../src/wire/codecs.ts';
import { type Answer, hanging, json, serve } from '../harness/http-server.ts';

const file = new File(['private'], 'a.png', { type: 'image/png' });
const never = new AbortController().signal;
const post = async (answer: Answer): Promise<Posted> => {
  const { address } = await serve(answer);
  return postFile({ address, roomId: 'r1', file, cancel: never });
};
const says =
  (status: number, body: string): Answer =>
  (response) =>
    void response.writeHead(status).end(body);

describe('a file that is posted from a view', () => {
  it('goes where the worker would send it', async () => {
    const { address, seen } = await serve(
      json({ success: true, data: { url: '/media/a.png', type: 'image/png', size: 1 } }),
    );
    expect(await postFile({ address, roomId: 'r1', file, cancel: never })).toEqual({
      ok: true,
      value: { url: '/media/a.png', contentType: 'image/png' },
    });
    for (const name of ['central', 'modern'] as const) {
      expect(seen).toMatchObject([{ method: 'POST', path: codecOf(name).paths.upload('r1') }]);
    }
    expect(seen[0]?.body).toContain('private');
  });

  it.each([
    [500, '{"success":false,"error":{"message":"File too large","code":500}}', 'File too large'],
    [400, '{"success":false,"error":"No media file provided"}', 'No media file provided'],
    [502, '<html>', 'HTTP 502'],
    [200, '{"success":false,"error":"No media file provided"}', 'No media file provided'],
  ])('and answered with %i %s is refused: %s', async (status, body, words) => {
    expect(await post(says(status, body))).toEqual({ ok: false, why: 'refused', words });
  });

  const UPLOADED = '{"success":true,"data":{"url":"/media/a.png","type":"image/png"}}';
  it.each([
    [200, '{"success":true}'],
    [200, '{"success":false}'],
    [200, '{"data":{"url":"/media/a.png"}}'],
    [200, '{}'],
    [200, 'null'],
    [200, ''],
    [200, '<!doctype html><title>App</title>'],
    [202, UPLOADED],
    [206, UPLOADED],
    [207, UPLOADED],
  ])('and answered with %i %s is nowhere', async (status, body) => {
    expect(await post(says(status, body))).toEqual({ ok: false, why: 'not-understood' });
  });

  it.each([301, 302, 303, 307, 308])('is not handed on by a redirect (%i)', async (status) => {
    const elsewhere = await serve(says(200, UPLOADED));
    const outcome = await post(
      (response) => void response.writeHead(status, { Location: `${elsewhere.address}/upload` }).end(),
    );
    expect(outcome).toEqual({ ok: false, why: 'redirect' });
    expect(elsewhere.seen).toEqual([]);
  });

  it('and too large for a proxy is said to be', async () => {
    expect(await post(says(413, '<html>'))).toEqual({ ok: false, why: 'too-large' });
  });

  it('and not answered, or cancelled, was refused by nobody', async () => {
    expect(await post((response) => response.destroy())).toEqual({ ok: false, why: 'network' });
    const stop = new AbortController();
    const { address } = await serve(hanging);
    const cancelled = postFile({ address, roomId: 'r1', file, cancel: stop.signal });
    stop.abort();
    expect(await cancelled).toEqual({ ok: false, why: 'network' });
  });
});
