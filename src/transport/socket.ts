import { io, type ManagerOptions } from 'socket.io-client';
import { wholeUpTo } from '../model/count.ts';
import type { Room } from '../model/room.ts';
import { type Draft, encodeJoin, encodeSend, FRAME_LIMIT, frameBytes, oversizeOf } from '../wire/encode.ts';
import { maybeFields } from '../wire/read.ts';
import { type OpenLine, PINGS, type Pings } from './transport.ts';

/** A ping is waited for an hour at most: of a longer time than 24.8 days a timer would end at once. */
const clampPing = wholeUpTo(3_600_000);

/** What a handshake says of its pings, with the defaults in place of what is no time to wait. */
const pingsIn = (handshake: Pings): Pings => ({
  pingInterval: clampPing(Number(handshake.pingInterval)) || PINGS.pingInterval,
  pingTimeout: clampPing(Number(handshake.pingTimeout)) || PINGS.pingTimeout,
});

/** How many bytes a handshake lets a WebSocket's message have, or a POST; the default in place of what is no number. */
const maxPayloadIn = ({ maxPayload }: { maxPayload?: unknown }): number =>
  typeof maxPayload === 'number' && Number.isSafeInteger(maxPayload) && maxPayload > 0
    ? maxPayload
    : FRAME_LIMIT;

/** Whether a line ended for something on it that was too large: WebSocket's close code, or HTTP's status of a POST. */
const isTooLarge = (end: unknown): boolean => {
  const { context, description } = maybeFields(end);
  return maybeFields(context).code === 1009 || description === 413;
};

/**
 * Makes an event one that cannot be repeated by polling, where the browser itself sends a POST again when the
 * connection it went out on had served another one and ended before an answer began: a binary part travels in
 * a second POST, and the server takes neither half twice (it closes the connection, with "parse error").
 */
const UNREPEATABLE = { part: Uint8Array.of(0) };
/** The same as the first of its two packets says it, which begins with `451-` in place of `42`. */
const PLACEHOLDER = { part: { _placeholder: true, num: 0 } };
const BINARY_MARK = 2;

type TransportClass = Exclude<Extract<NonNullable<ManagerOptions['transports']>, unknown[]>[number], string>;

/** The classes of engine.io-client, or their like; no request of theirs may be led elsewhere. */
export type Transports = Readonly<Record<'websocket' | 'polling', TransportClass>>;

/**
 * A Socket.IO connection over the transport that the road names, by engine.io-client's class for it. The
 * library neither falls back nor reconnects nor buffers nor retries for us: a line ends once, and whoever
 * opened it decides what comes next.
 */
export const socketLines =
  (transports: Transports): OpenLine =>
  ({ address, entityId, key, token, road }, handlers) => {
    const url = new URL(address);
    const transport = road.by === 'socket' ? road.transport : 'websocket';
    const socket = io(url.origin, {
      path: `${url.pathname.replace(/\/$/, '')}/socket.io`,
      transports: [transports[transport]],
      forceNew: true,
      reconnection: false,
      auth: { entityId, ...(key !== undefined && { apiKey: key }), ...(token !== undefined && { token }) },
    });
    let ended = false;
    let maxPayload = FRAME_LIMIT;
    /** How many callbacks were asked for: the next one's id. */
    let acks = 0;
    /** The message that went last. */
    let last: { room: Room; draft: Draft } | undefined;
    let pings = PINGS;
    // Heard before the library takes the handshake over, to set its own timer by it.
    socket.io.engine.on('handshake', (handshake) => {
      pings = pingsIn(handshake);
      maxPayload = maxPayloadIn(handshake);
      Object.assign(handshake, pings, { maxPayload });
    });

    const end = (tell: () => void): void => {
      if (ended) return;
      ended = true;
      socket.offAny();
      socket.disconnect();
      tell();
    };

    socket.on('connect', () => handlers.onOpen({ transport, ...pings, maxPayload }));
    // The library gives a socket up (`active` is false) when a middleware of the server refused it alone.
    socket.on('connect_error', ({ message }) => {
      const refused = !socket.active;
      end(() => (refused ? handlers.onRefused(message) : handlers.onClosed(message)));
    });
    socket.on('disconnect', (reason, details) =>
      end(() => {
        if (last && isTooLarge(details)) {
          const { room, draft } = last;
          handlers.onUnsettled(room.id, draft.messageId, { code: 'too-large', bytes: sizeOf(room, draft) });
        }
        handlers.onClosed(reason);
      }),
    );
    socket.onAny((name: string, ...args: unknown[]) => handlers.onEvent(name, args));

    /** What would end the line for everything else is not said. */
    const emit = (detail: string, name: string, payload: unknown): void => {
      const isTooLarge = frameBytes({ name, payload }) > maxPayload;
      handlers.onSent(name, isTooLarge ? `${detail}: too large, not sent` : detail, payload);
      if (!isTooLarge) socket.emit(name, payload);
    };

    const sizeOf = (room: Room, draft: Draft): number => {
      const { name, payload } = encodeSend(room, draft);
      if (transport === 'websocket') return frameBytes({ name, payload }, acks);
      return BINARY_MARK + frameBytes({ name, payload: { ...payload, ...PLACEHOLDER } }, acks);
    };

    /** When a first packet that is written now has a POST to itself. */
    const whenWritable = (act: () => void): void => {
      const { engine } = socket.io;
      if (engine.transport.writable && engine.writeBuffer.length === 0) act();
      else engine.once('drain', () => ended || whenWritable(act));
    };

    return {
      join: (room) => {
        const { name, payload } = encodeJoin(room);
        emit(`join ${room.id}`, name, payload);
      },
      oversize: (room, draft) => oversizeOf(sizeOf(room, draft), maxPayload),
      send: (room, draft, onAck) => {
        last = { room, draft };
        acks += 1;
        const { name, payload } = encodeSend(room, draft);
        handlers.onSent(name, 'send', payload);
        if (transport === 'websocket') socket.emit(name, payload, onAck);
        else whenWritable(() => socket.emit(name, { ...payload, ...UNREPEATABLE }, onAck));
      },
      emit: (name, payload) => emit('', name, payload),
      stop: () => false,
      isBusy: () => false,
      close: () =>
        end(() => {
          // Whoever closes knows why.
        }),
    };
  };
