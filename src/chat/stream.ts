import { cut } from '../model/cut.ts';
import type { ServerMessageId } from '../model/ids.ts';
import type { OtherMessage } from '../model/message.ts';
import { LIMITS } from '../model/shorten.ts';
import type { Change } from './change.ts';

/** After this pause a stream counts as incomplete, in milliseconds. A later chunk resumes it. */
export const STREAM_IDLE_MS = 30_000;

/** How many replies of a room are followed while they are written. The others are shown once they are complete. */
export const STREAMS_LIMIT = 20;

/** A reply that is being written. */
export interface LiveStream {
  message: OtherMessage;
  /** Our time, in milliseconds since the epoch. */
  lastChunkAt: number;
  /** The index of the next chunk; undefined where the worker was restarted since the last one. */
  nextIndex: number | undefined;
}

/** Stands for missed chunks until the closing broadcast brings the whole text. */
export const GAP = ' … ';

/** The text to append for a chunk; begins with `GAP` where chunks before it were missed. */
export const grownBy = (stream: LiveStream | undefined, chunk: string, index: number): string =>
  stream && stream.nextIndex === index ? chunk : GAP + chunk;

/** Whether a chunk belongs to none of the replies that are followed, and no more can be. */
export const isOneTooMany = (
  streams: ReadonlyMap<unknown, Pick<LiveStream, 'message'>>,
  serverId: ServerMessageId,
): boolean =>
  streams.size >= STREAMS_LIMIT &&
  ![...streams.values()].some(({ message }) => message.serverId === serverId);

/** Appends to a reply, up to the most that is kept of a text. Beyond that, notes once that something is missing. */
export const growReply = (message: OtherMessage, text: string): Change[] => {
  const { id, roomId, leftOut } = message;
  const kept = cut(text, LIMITS.text - message.text.length);
  if (kept === text) return [{ type: 'append', roomId, id, text }];
  if (leftOut) return [];
  const characters = text.length - kept.length;
  const whole = { ...message, text: message.text + kept, leftOut: { characters, attachments: 0 } };
  return [{ type: 'put', message: whole }];
};

/**
 * The streams that the server has discarded once `closed`, of the same author, is complete. ElizaOS answers one
 * message at a time; a newer message discards the answer in progress without an event (seen on 1.7.2).
 */
export const supersededBy = (closed: OtherMessage, open: readonly LiveStream[]): LiveStream[] =>
  open.filter((stream) => stream.message.id !== closed.id && stream.message.authorId === closed.authorId);

/** The streams without a chunk for `STREAM_IDLE_MS`, or whose last chunk is in the future: the clock was set back. */
export const silentStreams = (open: readonly LiveStream[], now: number): LiveStream[] =>
  open.filter((stream) => Math.abs(now - stream.lastChunkAt) >= STREAM_IDLE_MS);
