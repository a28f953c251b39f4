import { gzipSync } from 'node:zlib';
import { NodeWebSocket } from 'engine.io-client';
import { describe, expect, it, type Mock, vi } from 'vitest';
import { NoRedirectPolling } from '../../src/api/polling.ts';
import { post } from '../../src/api/post.ts';
import { ANSWER_LIMIT } from '../../src/api/read-pieces.ts';
import { type Endpoint, request } from '../../src/api/request.ts';
import { socketTransport } from '../../src/transport/socket.ts';
import { codecOf } from '../../src/wire/codecs.ts';
import { type Answer, serve } from '../harness/http-server.ts';

const PIECE = Buffer.alloc(1_000_000, ' ');

/** A body that never ends. `onClose`: the client has had enough; how many bytes were written until then. */
const endless =
  (type: string, onClose: (bytes: number) => void): Answer =>
  (response) => {
    let bytes = 0;
    response.writeHead(200, { 'Content-Type': type });
    const pour = (): void => {
      while (!response.destroyed) {
        bytes += PIECE.length;
        if (!response.write(PIECE)) return;
      }
    };
    response.on('drain', pour);
    response.on('close', () => onClose(bytes));
    pour();
  };

const at = (address: string): Endpoint => ({
  fetch: (input, init) => fetch(input, init),
  address,
  key: undefined,
  now: () => 0,
});
/** Until the server has heard that the client is gone, which may be after the client knows it. */
const hasEnded = (onClose: Mock): Promise<void> =>
  vi.waitFor(() => expect(onClose).toHaveBeenCalledOnce(), { timeout: 10_000 });
const TOO_LONG = { ok: false, error: { type: 'undecodable', reason: 'the answer is too long' } };

describe('an answer that is too long', () => {
  it('is not read on, and its request ends', async () => {
    const onClose = vi.fn();
    const { address } = await serve(endless('application/json', onClose));
    expect(await request(at(address), '/api/agents')).toEqual(TOO_LONG);
    await hasEnded(onClose);
    expect(onClose.mock.lastCall?.[0]).toBeLessThan(3 * ANSWER_LIMIT);
  });

  it('is one that is short until it is unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(ANSWER_LIMIT + 1, ' '));
    const { address } = await serve((response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb);
    });
    expect(await request(at(address), '/api/agents')).toEqual(TOO_LONG);
  });

  it('is no stream of a reply', async () => {
    const [onClose, onUndecodable] = [vi.fn(), vi.fn()];
    const { address } = await serve(endless('text/event-stream', onClose));
    const { signal } = new AbortController();
    expect(await post(at(address), '/', {}, { signal, onFrame: () => {}, onUndecodable })).toEqual({
      ok: false,
      error: { type: 'network' },
    });
    expect(onUndecodable).toHaveBeenCalledExactlyOnceWith('the answer is too long');
    await hasEnded(onClose);
  });

  it('ends a connection by polling', async () => {
    const onClose = vi.fn();
    const { address } = await serve(endless('text/plain', onClose));
    const route = { type: 'socket', transport: 'polling', posts: false } as const;
    const onEvent = vi.fn();
    socketTransport({ websocket: NodeWebSocket, polling: NoRedirectPolling })(
      { address, entityId: 'me', key: undefined, route, codec: codecOf('modern') },
      onEvent,
    );
    await vi.waitFor(() => expect(onEvent).toHaveBeenCalled(), { timeout: 15_000 });
    expect(onEvent).toHaveBeenCalledExactlyOnceWith({
      type: 'closed',
      error: 'fetch read error',
      isUnfit: false,
    });
    await hasEnded(onClose);
  });
});
