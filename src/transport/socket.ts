import { io, type ManagerOptions } from 'socket.io-client';
import * as v from 'valibot';
import { encodeJoin, encodeSend } from '../wire/encode.ts';
import type { OpenLine } from './transport.ts';

/** What engine.io keeps of the handshake without telling: milliseconds (server defaults 25 s and 20 s). */
const Handshake = v.object({
  _pingInterval: v.optional(v.number(), 25_000),
  _pingTimeout: v.optional(v.number(), 20_000),
});

/**
 * Makes an event one that cannot be repeated by polling, where the browser itself sends a POST again when the
 * connection it went out on had served another one and ended before an answer began: a binary part travels in
 * a second POST, and the server takes neither half twice (it closes the connection, with "parse error").
 */
const UNREPEATABLE = { part: Uint8Array.of(0) };

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

    const end = (tell: () => void): void => {
      if (ended) return;
      ended = true;
      socket.offAny();
      socket.disconnect();
      tell();
    };

    socket.on('connect', () => {
      const { _pingInterval: pingInterval, _pingTimeout: pingTimeout } = v.parse(Handshake, socket.io.engine);
      handlers.onOpen({ transport, pingInterval, pingTimeout });
    });
    // The library gives a socket up (`active` is false) when a middleware of the server refused it alone.
    socket.on('connect_error', ({ message }) => {
      const refused = !socket.active;
      end(() => (refused ? handlers.onRefused(message) : handlers.onClosed(message)));
    });
    socket.on('disconnect', (reason) => end(() => handlers.onClosed(reason)));
    socket.onAny((name: string, ...args: unknown[]) => handlers.onEvent(name, args));

    const emit = (detail: string, name: string, payload: unknown): void => {
      handlers.onSent(name, detail, payload);
      socket.emit(name, payload);
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
      send: (room, draft, onAck) => {
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
