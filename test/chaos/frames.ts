import { gunzipSync } from 'node:zlib';
import type { Way } from './proxy.ts';

/** A Socket.IO packet that carries words: an event, or the acknowledgement of one. */
export type Packet =
  | { type: 'event'; name: string; payload: unknown; ackId: number | undefined }
  | { type: 'ack'; ackId: number };

/** Engine.IO's `4` (message), then Socket.IO's `2` (event) or `3` (acknowledgement), in the default namespace. */
const PACKET = /^4([23])(\d*)(\[.*)$/s;

/** What one text message of Engine.IO says, or undefined where it is a ping, a handshake or none of ours. */
export const packetOf = (text: string): Packet | undefined => {
  const [, type, id = '', json = ''] = PACKET.exec(text) ?? [];
  if (type === undefined) return undefined;
  const ackId = id === '' ? undefined : Number(id);
  if (type === '3') return ackId === undefined ? undefined : { type: 'ack', ackId };
  const args: unknown = JSON.parse(json);
  if (!Array.isArray(args) || typeof args[0] !== 'string') return undefined;
  return { type: 'event', name: args[0], payload: args[1], ackId };
};

/** What stands between the packets of one polling body. */
const SEPARATOR = '\x1e';
const HEAD_END = '\r\n\r\n';
const TEXT = 1;
const CONTINUATION = 0;

/** Reads one direction of a connection, whatever pieces it comes in. */
export interface FrameReader {
  /** The text messages that are complete with these bytes. */
  read(bytes: Buffer): string[];
}

const headerOf = (head: string, name: string): string | undefined =>
  new RegExp(`^${name}: *(.*)$`, 'im').exec(head)?.[1]?.trim().toLowerCase();

/** The chunks of a body put together, and what follows them; undefined while there are more to come. */
const dechunk = (bytes: Buffer): { body: Buffer; rest: Buffer } | undefined => {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = bytes.indexOf('\r\n', at);
    if (line < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16);
    const start = line + 2;
    if (bytes.length < start + size + 2) return undefined;
    at = start + size + 2;
    if (size === 0) return { body: Buffer.concat(parts), rest: bytes.subarray(at) };
    parts.push(bytes.subarray(start, start + size));
  }
};

/**
 * Reads HTTP bodies (Engine.IO's polling has its packets there), and behind an upgrade WebSocket frames
 * (RFC 6455): masks are taken off, text in several frames is put together. Bodies of others are read too;
 * whoever looks for packets finds none in them.
 */
export const createFrameReader = (): FrameReader => {
  let rest: Buffer = Buffer.alloc(0);
  let isWebSocket = false;
  let parts: Buffer[] = [];

  /** The next HTTP message, once all of it is there. */
  const nextBody = (): { text: string } | undefined => {
    const end = rest.indexOf(HEAD_END);
    if (end < 0) return undefined;
    const head = rest.toString('latin1', 0, end);
    const after = rest.subarray(end + HEAD_END.length);
    if (headerOf(head, 'upgrade') === 'websocket') {
      isWebSocket = true;
      rest = after;
      return undefined;
    }
    let body: Buffer;
    if (headerOf(head, 'transfer-encoding') === 'chunked') {
      const whole = dechunk(after);
      if (!whole) return undefined;
      body = whole.body;
      rest = whole.rest;
    } else {
      const length = /^HTTP\/1.1 (204|304)/.test(head) ? 0 : Number(headerOf(head, 'content-length') ?? 0);
      if (after.length < length) return undefined;
      body = after.subarray(0, length);
      rest = after.subarray(length);
    }
    if (headerOf(head, 'content-encoding') === 'gzip') body = gunzipSync(body);
    return { text: body.toString('utf8') };
  };

  /** The next frame, once all of it is there. */
  const nextFrame = (): { final: boolean; opcode: number; payload: Buffer } | undefined => {
    if (rest.length < 2) return undefined;
    const first = rest.readUInt8(0);
    const second = rest.readUInt8(1);
    let length = second & 0x7f;
    let at = 2;
    if (length === 126) {
      if (rest.length < 4) return undefined;
      length = rest.readUInt16BE(2);
      at = 4;
    } else if (length === 127) {
      if (rest.length < 10) return undefined;
      length = Number(rest.readBigUInt64BE(2));
      at = 10;
    }
    const isMasked = (second & 0x80) !== 0;
    const start = at + (isMasked ? 4 : 0);
    if (rest.length < start + length) return undefined;
    const mask = rest.subarray(at, start);
    const payload = Buffer.from(rest.subarray(start, start + length));
    if (isMasked)
      for (const [index, byte] of payload.entries()) payload[index] = byte ^ (mask[index % 4] ?? 0);
    rest = rest.subarray(start + length);
    return { final: (first & 0x80) !== 0, opcode: first & 0x0f, payload };
  };

  return {
    read: (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      const texts: string[] = [];
      if (!isWebSocket) {
        for (let body = nextBody(); body; body = nextBody()) {
          if (body.text !== '') texts.push(...body.text.split(SEPARATOR));
        }
      }
      if (!isWebSocket) return texts;
      for (let frame = nextFrame(); frame; frame = nextFrame()) {
        if (frame.opcode !== TEXT && frame.opcode !== CONTINUATION) continue;
        parts.push(frame.payload);
        if (!frame.final) continue;
        texts.push(Buffer.concat(parts).toString('utf8'));
        parts = [];
      }
      return texts;
    },
  };
};

/** What the line carried of one conversation, as far as the schedule is concerned. */
export type Sight =
  | { type: 'send'; roomId: string; clientId: string; text: string }
  /** ElizaOS's `messageAck`, or the acknowledgement callback of the document's server. */
  | { type: 'ack'; clientId: string }
  | { type: 'chunk'; streamId: string }
  /** A message of somebody; the closing one of a stream has the stream's id. */
  | { type: 'broadcast'; id: string | undefined; clientId: string | undefined }
  | { type: 'error'; error: string };

export interface SightReader {
  read(connection: number, way: Way, bytes: Buffer): Sight[];
}

const field = (value: unknown, name: string): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const found: unknown = Reflect.get(value, name);
  return typeof found === 'string' ? found : undefined;
};

const SEND = 2;

/** Looks into all connections of a proxy. */
export const createSightReader = (): SightReader => {
  const readers = new Map<string, FrameReader>();
  /** Whose callback has which number. By polling the answer comes on another connection. */
  const asked = new Map<number, string>();

  const sightOf = (way: Way, packet: Packet): Sight | undefined => {
    if (packet.type === 'ack') {
      const clientId = asked.get(packet.ackId);
      return clientId === undefined ? undefined : { type: 'ack', clientId };
    }
    const { name, payload, ackId } = packet;
    if (way === 'up') {
      if (name !== 'message' || typeof payload !== 'object' || payload === null) return undefined;
      if (Reflect.get(payload, 'type') !== SEND) return undefined;
      const inner: unknown = Reflect.get(payload, 'payload');
      const clientId = field(inner, 'messageId') ?? '';
      if (ackId !== undefined) asked.set(ackId, clientId);
      return {
        type: 'send',
        roomId: field(inner, 'roomId') ?? '',
        clientId,
        text: field(inner, 'message') ?? '',
      };
    }
    switch (name) {
      case 'messageAck':
        return { type: 'ack', clientId: field(payload, 'clientMessageId') ?? '' };
      case 'messageStreamChunk':
        return { type: 'chunk', streamId: field(payload, 'messageId') ?? '' };
      case 'messageBroadcast':
        return { type: 'broadcast', id: field(payload, 'id'), clientId: field(payload, 'clientMessageId') };
      case 'messageError':
        return { type: 'error', error: field(payload, 'error') ?? '' };
      default:
        return undefined;
    }
  };

  return {
    read: (connection, way, bytes) => {
      const key = `${connection} ${way}`;
      const reader = readers.get(key) ?? createFrameReader();
      readers.set(key, reader);
      return reader.read(bytes).flatMap((text): Sight[] => {
        const packet = packetOf(text);
        const sight = packet && sightOf(way, packet);
        return sight ? [sight] : [];
      });
    },
  };
};
