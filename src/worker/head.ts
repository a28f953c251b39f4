import type { Message } from '../model/message.ts';
import { clampTime } from '../model/time.ts';
import type { StoredRoom } from '../store/store.ts';

/**
 * The server's `Date` has whole seconds, and an answer takes its time: by so much (ms) what was written after the room
 * was in step may seem older.
 */
const CLOCK_ERROR_MS = 2_000;

/** The fields of a room that is in step with the server, `message` being the newest. `now`: ms since the epoch. */
export const headAtMessage = (message: Message, now: number): Partial<StoredRoom> => ({
  headAt: message.at,
  headOrder: message.order,
  headKnownAt: now,
});

/**
 * The server time that no row is older than which was written since the room was in step (ms since the epoch). The
 * server's clock may have been set back since: then its present time `serverNow` and the time that has passed by our
 * clock, which shows `now`, tell it.
 */
export const sinceHead = ({ headAt = 0, headKnownAt }: StoredRoom, serverNow: number, now: number): number =>
  notBefore(headAt, headKnownAt, serverNow, now);

/** The same for what came after a moment: `at` by the server's clock then, `knownAt` by ours. */
export const notBefore = (at: number, knownAt: number | undefined, serverNow: number, now: number): number =>
  knownAt === undefined ? at : Math.min(at, clampTime(knownAt + serverNow - now - CLOCK_ERROR_MS));
