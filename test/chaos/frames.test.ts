import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createFrameReader, createSightReader, packetOf } from './frames.ts';

const UPGRADE = 'GET /socket.io/ HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

/** A WebSocket frame as RFC 6455 has it. */
const frame = (text: string, { masked = false, final = true, opcode = 1 } = {}): Buffer => {
  const payload = Buffer.from(text);
  const length =
    payload.length < 126
      ? Buffer.from([payload.length])
      : payload.length < 65_536
        ? Buffer.from([126, payload.length >> 8, payload.length & 255])
        : Buffer.concat([Buffer.from([127, 0, 0, 0, 0]), uint32(payload.length)]);
  length[0] = (length[0] ?? 0) | (masked ? 0x80 : 0);
  const mask = masked ? Buffer.from([1, 2, 3, 250]) : Buffer.alloc(0);
  const body = masked ? payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0)) : payload;
  return Buffer.concat([Buffer.from([(final ? 0x80 : 0) | opcode]), length, mask, body]);
};
const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

describe('reading frames', () => {
  it.each([
    ['short', 'hello', {}],
    ['masked', 'grüße', { masked: true }],
    ['of 16 bits', 'x'.repeat(300), { masked: true }],
    ['of 64 bits', 'y'.repeat(70_000), {}],
  ])('%s', (_name, text, options) => {
    const reader = createFrameReader();
    expect(reader.read(Buffer.concat([Buffer.from(UPGRADE), frame(text, options)]))).toEqual([text]);
  });

  it('in whatever pieces they come', () => {
    const reader = createFrameReader();
    const all = Buffer.concat([Buffer.from(UPGRADE), frame('one', { masked: true }), frame('two')]);
    const texts = [...all].flatMap((byte) => reader.read(Buffer.from([byte])));
    expect(texts).toEqual(['one', 'two']);
  });

  it('puts fragments together, around a ping', () => {
    const reader = createFrameReader();
    reader.read(Buffer.from(UPGRADE));
    const bytes = [
      frame('hel', { final: false }),
      frame('', { opcode: 9 }),
      frame('lo', { opcode: 0 }),
      frame('next'),
    ];
    expect(reader.read(Buffer.concat(bytes))).toEqual(['hello', 'next']);
  });

  it('and the bodies of polling, one request after the other on a connection', () => {
    const reader = createFrameReader();
    const body = '42["a",{}]\x1e42["grüße"]';
    const post = (encoding: string) => `POST /socket.io/ HTTP/1.1\r\n${encoding}\r\n\r\n`;
    const zipped = gzipSync(body);
    const all = Buffer.concat([
      Buffer.from('GET /socket.io/ HTTP/1.1\r\nHost: x\r\n\r\n'),
      Buffer.from(post(`Content-Length: ${Buffer.byteLength(body)}`) + body),
      Buffer.from(post('Transfer-Encoding: chunked\r\nContent-Encoding: gzip')),
      Buffer.from(`${zipped.length.toString(16)}\r\n`),
      zipped,
      Buffer.from('\r\n0\r\n\r\n'),
      Buffer.from(UPGRADE),
      frame('framed'),
    ]);
    const texts = [...all].flatMap((byte) => reader.read(Buffer.from([byte])));
    expect(texts).toEqual(['42["a",{}]', '42["grüße"]', '42["a",{}]', '42["grüße"]', 'framed']);
  });
});

describe('reading packets', () => {
  it('knows events, with and without a callback, and acknowledgements', () => {
    expect(packetOf('42["typing",{"a":1}]')).toEqual({
      type: 'event',
      name: 'typing',
      payload: { a: 1 },
      ackId: undefined,
    });
    expect(packetOf('4217["message",{}]')).toMatchObject({ name: 'message', ackId: 17 });
    expect(packetOf('4317[{"success":true}]')).toEqual({ type: 'ack', ackId: 17 });
    for (const other of ['2', '3probe', '0{"sid":"x"}', '40{"sid":"x"}', '41']) {
      expect(packetOf(other)).toBeUndefined();
    }
  });
});

describe('sights', () => {
  it('are a send, its acknowledgement either way, chunks and broadcasts', () => {
    const sights = createSightReader();
    sights.read(1, 'up', Buffer.from(UPGRADE));
    sights.read(1, 'down', Buffer.from(UPGRADE));
    const send = JSON.stringify([
      'message',
      { type: 2, payload: { roomId: 'r', messageId: 'c1', message: 'm0001' } },
    ]);
    const join = JSON.stringify(['message', { type: 1, payload: { roomId: 'r' } }]);
    expect(sights.read(1, 'up', Buffer.concat([frame(`42${join}`), frame(`425${send}`)]))).toEqual([
      { type: 'send', roomId: 'r', clientId: 'c1', text: 'm0001' },
    ]);
    const down = [
      '435[{"success":true}]',
      '42["messageAck",{"clientMessageId":"c1","messageId":"s1"}]',
      '42["messageStreamChunk",{"messageId":"s2","chunk":"a"}]',
      '42["messageBroadcast",{"id":"s2"}]',
      '42["messageError",{"error":"no"}]',
      '42["userJoined",{}]',
    ];
    expect(sights.read(1, 'down', Buffer.concat(down.map((text) => frame(text))))).toEqual([
      { type: 'ack', clientId: 'c1' },
      { type: 'ack', clientId: 'c1' },
      { type: 'chunk', streamId: 's2' },
      { type: 'broadcast', id: 's2', clientId: undefined },
      { type: 'error', error: 'no' },
    ]);
    expect(sights.read(2, 'down', Buffer.concat([Buffer.from(UPGRADE), frame('436[]')]))).toEqual([]);
  });
});
