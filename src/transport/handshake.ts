import { wholeUpTo } from '../model/count.ts';
import { FRAME_LIMIT } from '../wire/encode.ts';
import { PINGS, type Pings } from './transport.ts';

/** An hour at most, in milliseconds: a timer set for more than 24.8 days fires at once. */
const clampPing = wholeUpTo(3_600_000);

/** The pings that an Engine.IO handshake names, with the defaults in place of what is no time to wait. */
export const pingsIn = (handshake: Pings): Pings => ({
  pingInterval: clampPing(Number(handshake.pingInterval)) || PINGS.pingInterval,
  pingTimeout: clampPing(Number(handshake.pingTimeout)) || PINGS.pingTimeout,
});

/**
 * How many bytes a message over WebSocket, or a POST of polling, may have by the handshake; the default in place of
 * what is no number of bytes.
 */
export const maxPayloadIn = ({ maxPayload }: { maxPayload?: unknown }): number =>
  typeof maxPayload === 'number' && Number.isSafeInteger(maxPayload) && maxPayload > 0
    ? maxPayload
    : FRAME_LIMIT;
