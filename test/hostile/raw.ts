import { gzipSync } from 'node:zlib';
import { pick } from '../chaos/schedule.ts';
import type { WireAnswer } from './answers.ts';
import type { Making } from './payloads.ts';

/** What is put onto the network below Engine.IO, by WebSocket or as the answer to a poll. */
export interface Raw {
  webSocket: Uint8Array;
  poll: WireAnswer;
}

/** Bytes that are no frame of a WebSocket, or one at the wrong time (RFC 6455). */
const FRAMES: readonly [number[], ...number[][]] = [
  // Text that is no UTF-8.
  [0x81, 0x02, 0xc3, 0x28],
  // Opcodes and bits that mean nothing.
  [0x83, 0x00],
  [0x8f, 0x00],
  [0xf1, 0x00],
  // A server's frame is not masked.
  [0x81, 0x81, 1, 2, 3, 4, 5],
  // A piece of nothing, a piece without an end, a ping in pieces.
  [0x80, 0x00],
  [0x01, 0x01, 0x34],
  [0x09, 0x01, 0x31],
  // Sizes beyond all bounds.
  [0x81, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0x81, 0x7f, 0x00, 0x00, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0x34],
  [0x89, 0x7e, 0x01, 0x00],
  // Ends with codes that nobody may send, with a long reason, or with half a code.
  [0x88, 0x02, 0x03, 0xed],
  [0x88, 0x02, 0xff, 0xff],
  [0x88, 0x01, 0x03],
  [0x88, 0x05, 0x03, 0xe8, 0xc3, 0x28, 0x00],
  [0x48, 0x54, 0x54, 0x50],
];

const text = (body: string, status = 200, headers: Record<string, string> = {}): WireAnswer => ({
  status,
  headers: { 'Content-Type': 'text/plain', ...headers },
  body: new TextEncoder().encode(body),
  ending: 'whole',
});

const POLLS: readonly [(making: Making) => WireAnswer, ...((making: Making) => WireAnswer)[]] = [
  () => text(''),
  () => text('\x1e'),
  () => text('6\x1e6\x1e'),
  () => text('b\x1eb====\x1ebAAEC'),
  () => text('<!doctype html><title>Sign in</title>'),
  () => text('6', 204),
  () => text('{"code":1,"message":"Session ID unknown"}', 400),
  () => text('', 401),
  () => text('', 413),
  () => text('', 500),
  () => text('', 503, { 'Retry-After': '1e999' }),
  ({ context }) => text('', 302, { Location: `${context.elsewhere}/poll` }),
  ({ context }) => text('', 307, { Location: `${context.elsewhere}/poll` }),
  () => text('6', 200, { 'Content-Encoding': 'gzip' }),
  () => ({
    ...text(''),
    body: gzipSync(Buffer.alloc(40_000_000, '6')),
    headers: { 'Content-Encoding': 'gzip' },
  }),
  () => ({ ...text('4'), body: Uint8Array.of(0x34, 0x32, 0xff, 0xfe) }),
  () => ({ ...text('42["messageBroadcast",{"text":"cut'), ending: 'cut off' }),
  () => ({ ...text('6'), ending: 'endless' }),
];

export const rawOf = (making: Making): Raw => ({
  webSocket: Uint8Array.from(pick(making.random, FRAMES)),
  poll: pick(making.random, POLLS)(making),
});
