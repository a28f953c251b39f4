import type { OtherMessage } from '../model/message.ts';

/** How long a stream may pause before it is called ended; a later chunk takes it up again. */
export const STREAM_IDLE_MS = 30_000;

/** A reply that is being written, with when it last grew. */
export interface LiveStream {
  message: OtherMessage;
  lastChunkAt: number;
}

/**
 * The streams that the server has given up when `closed`, of the same author, is complete: it answers one
 * message at a time and discards the answer in progress when a newer message arrives, without a word
 * (seen on 1.7.2).
 */
export const supersededBy = (closed: OtherMessage, open: readonly LiveStream[]): LiveStream[] =>
  open.filter((stream) => stream.message.id !== closed.id && stream.message.authorId === closed.authorId);

/** The streams that went silent by `now`. */
export const gone = (open: readonly LiveStream[], now: number): LiveStream[] =>
  open.filter((stream) => now - stream.lastChunkAt >= STREAM_IDLE_MS);
