import { afterEach, describe, expect, it, vi } from 'vitest';
import { postFile } from '../../src/api/post-file.ts';
import { codecOf } from '../../src/wire/codecs.ts';

/** The request that was made last, in the hands of the test. */
class Request {
  static last: Request;
  url = '';
  body: unknown;
  status = 200;
  responseText = '';
  responseURL = '';
  upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
  onload = () => {};
  onerror = () => {};
  onabort = () => {};
  constructor() {
    Request.last = this;
  }
  open(_method: string, url: string) {
    this.url = url;
    this.responseURL = url;
  }
  send(body: unknown) {
    this.body = body;
  }
  abort() {
    this.onabort();
  }
  answer(status: number, body: string) {
    this.status = status;
    this.responseText = body;
    this.onload();
  }
}

const file = new File(['x'], 'a.png', { type: 'image/png' });
const post = (parts: number[] = [], cancel = new AbortController().signal) => {
  vi.stubGlobal('XMLHttpRequest', Request);
  const onProgress = (part: number) => void parts.push(part);
  return postFile({ address: 'http://localhost:3000', roomId: 'r1', file, onProgress, cancel });
};
afterEach(() => void vi.unstubAllGlobals());

describe('a file that is posted from a view', () => {
  it('goes where the worker would send it, and says how far it is', async () => {
    const parts: number[] = [];
    const outcome = post(parts);
    const { last } = Request;
    expect(last.url).toBe(`http://localhost:3000${codecOf('central').paths.upload('r1')}`);
    expect(last.url).toBe(`http://localhost:3000${codecOf('modern').paths.upload('r1')}`);
    expect(last.body).toBeInstanceOf(FormData);
    last.upload.onprogress?.({ loaded: 1, total: 4 });
    last.answer(200, '{"success":true,"data":{"url":"/media/a.png","type":"image/png","size":1}}');
    expect(await outcome).toEqual({ ok: true, value: { url: '/media/a.png', contentType: 'image/png' } });
    expect(parts).toEqual([0.25]);
  });

  it.each([
    [500, '{"success":false,"error":{"message":"File too large","code":500}}', 'File too large'],
    [400, '{"success":false,"error":"No media file provided"}', 'No media file provided'],
    [502, '<html>', 'HTTP 502'],
    [200, '{"success":false,"error":"No media file provided"}', 'No media file provided'],
  ])('and answered with %i %s is refused: %s', async (status, body, words) => {
    const outcome = post();
    Request.last.answer(status, body);
    expect(await outcome).toEqual({ ok: false, why: 'refused', words });
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
    const outcome = post();
    Request.last.answer(status, body);
    expect(await outcome).toEqual({ ok: false, why: 'not-understood' });
  });

  it('and led elsewhere is nowhere, whatever is answered there', async () => {
    const outcome = post();
    Request.last.responseURL = 'http://elsewhere/login';
    Request.last.answer(200, UPLOADED);
    expect(await outcome).toEqual({ ok: false, why: 'not-understood' });
  });

  it('and too large for a proxy is said to be', async () => {
    const outcome = post();
    Request.last.answer(413, '<html>');
    expect(await outcome).toEqual({ ok: false, why: 'too-large' });
  });

  it('and not answered, or cancelled, was refused by nobody', async () => {
    const unanswered = post();
    Request.last.onerror();
    expect(await unanswered).toEqual({ ok: false, why: 'network' });
    const stop = new AbortController();
    const cancelled = post([], stop.signal);
    stop.abort();
    expect(await cancelled).toEqual({ ok: false, why: 'network' });
  });
});
