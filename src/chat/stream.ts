import type { OtherMessage } from '../model/message.ts';

/** How long a stream may pause before it is called ended; a later chunk takes it up again. */
export const STREAM_IDLE_MS = 30_000;

/** A reply that is being written, with when and how far it has grown. */
export interface LiveStream {
  message: OtherMessage;
  lastChunkAt: number;
  /** The index of the chunk that should come next; undefined where the last worker heard the one before. */
  nextIndex: number | undefined;
}

/** Stands where chunks were missed, until the closing broadcast brings the whole text. */
export const GAP = ' … ';

/** What a chunk adds to the text of a stream. */
export const grownBy = (stream: LiveStream | undefined, chunk: string, index: number): string =>
  stream && stream.nextIndex === index ? chunk : GAP + chunk;

/**
 * The streams that the server has given up when `closed`, of the same author, is complete: it answers one
 * message at a time and discards the answer in progress when a newer message arrives, without a word
 * (seen on 1.7.2).
 */
export const supersededBy = (closed: OtherMessage, open: readonly LiveStream[]): LiveStream[] =>
  open.filter((stream) => stream.message.id !== closed.id && stream.message.authorId === closed.authorId);

/** The streams that went silent by `now`, or by a clock that has been set back since. */
export const silentStreams = (open: readonly LiveStream[], now: number): LiveStream[] =>
  open.filter((stream) => Math.abs(now - stream.lastChunkAt) >= STREAM_IDLE_MS);
