import type { Way } from './proxy.ts';

/** A Socket.IO packet that carries words: an event, or the acknowledgement of one. */
export type Packet =
  | { type: 'event'; name: string; payload: unknown; ackId: number | undefined }
  | { type: 'ack'; ackId: number };

/** Engine.IO's `4` (message), then Socket.IO's `2` (event) or `3` (acknowledgement), in the default namespace. */
const PACKET = /^4([23])(\d*)(\[.*)$/s;

/** What a WebSocket text frame says, or undefined where it is a ping, a handshake or none of ours. */
export const packetOf = (text: string): Packet | undefined => {
  const [, type, id = '', json = ''] = PACKET.exec(text) ?? [];
  if (type === undefined) return undefined;
  const ackId = id === '' ? undefined : Number(id);
  if (type === '3') return ackId === undefined ? undefined : { type: 'ack', ackId };
  const args: unknown = JSON.parse(json);
  if (!Array.isArray(args) || typeof args[0] !== 'string') return undefined;
  return { type: 'event', name: args[0], payload: args[1], ackId };
};

const HEAD_END = '\r\n\r\n';
const TEXT = 1;
const CONTINUATION = 0;

/** Reads one direction of a connection, whatever pieces it comes in. */
export interface FrameReader {
  /** The text messages that are complete with these bytes. */
  read(bytes: Buffer): string[];
}

/**
 * Reads WebSocket frames (RFC 6455) from behind the HTTP head of a connection; masks are taken off, text in
 * several frames is put together. A connection without an upgrade yields nothing.
 */
export const createFrameReader = (): FrameReader => {
  let rest = Buffer.alloc(0);
  let state: 'head' | 'frames' | 'other' = 'head';
  let parts: Buffer[] = [];

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
      if (state === 'other') return [];
      rest = Buffer.concat([rest, bytes]);
      if (state === 'head') {
        const end = rest.indexOf(HEAD_END);
        if (end < 0) return [];
        const isUpgrade = /^upgrade: *websocket/im.test(rest.toString('latin1', 0, end));
        state = isUpgrade ? 'frames' : 'other';
        rest = isUpgrade ? rest.subarray(end + HEAD_END.length) : Buffer.alloc(0);
        if (!isUpgrade) return [];
      }
      const texts: string[] = [];
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
  | { kind: 'send'; roomId: string; clientId: string; text: string }
  /** ElizaOS's `messageAck`, or the acknowledgement callback of the document's server. */
  | { kind: 'ack'; clientId: string }
  | { kind: 'chunk'; streamId: string }
  /** A message of somebody; the closing one of a stream has the stream's id. */
  | { kind: 'broadcast'; id: string | undefined; clientId: string | undefined }
  | { kind: 'error'; error: string };

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
  /** Whose callback has which number on which connection. */
  const asked = new Map<string, string>();

  const sightOf = (connection: number, way: Way, packet: Packet): Sight | undefined => {
    if (packet.type === 'ack') {
      const clientId = asked.get(`${connection} ${packet.ackId}`);
      return clientId === undefined ? undefined : { kind: 'ack', clientId };
    }
    const { name, payload, ackId } = packet;
    if (way === 'up') {
      if (name !== 'message' || typeof payload !== 'object' || payload === null) return undefined;
      if (Reflect.get(payload, 'type') !== SEND) return undefined;
      const inner: unknown = Reflect.get(payload, 'payload');
      const clientId = field(inner, 'messageId') ?? '';
      if (ackId !== undefined) asked.set(`${connection} ${ackId}`, clientId);
      return {
        kind: 'send',
        roomId: field(inner, 'roomId') ?? '',
        clientId,
        text: field(inner, 'message') ?? '',
      };
    }
    switch (name) {
      case 'messageAck':
        return { kind: 'ack', clientId: field(payload, 'clientMessageId') ?? '' };
      case 'messageStreamChunk':
        return { kind: 'chunk', streamId: field(payload, 'messageId') ?? '' };
      case 'messageBroadcast':
        return { kind: 'broadcast', id: field(payload, 'id'), clientId: field(payload, 'clientMessageId') };
      case 'messageError':
        return { kind: 'error', error: field(payload, 'error') ?? '' };
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
        const sight = packet && sightOf(connection, way, packet);
        return sight ? [sight] : [];
      });
    },
  };
};
