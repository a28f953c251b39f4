import { io, type ManagerOptions } from 'socket.io-client';
import * as v from 'valibot';
import type { TransportName } from '../model/connection.ts';
import type { OpenLine } from './transport.ts';

/** How long a handshake may take, in milliseconds. */
const CONNECT_TIMEOUT_MS = 10_000;

/** What engine.io keeps of the handshake without telling: milliseconds (server defaults 25 s and 20 s). */
const Handshake = v.object({
  _pingInterval: v.optional(v.number(), 25_000),
  _pingTimeout: v.optional(v.number(), 20_000),
});

type Transports = NonNullable<ManagerOptions['transports']>;

/**
 * A Socket.IO connection. The library neither reconnects nor buffers nor retries for us: a line ends once,
 * and whoever opened it decides what comes next. The transports (engine.io-client's classes) are tried in
 * their order, the next one where one is refused.
 */
export const socketLines =
  (transports: Transports): OpenLine =>
  ({ address, entityId, key }, handlers) => {
    const url = new URL(address);
    const socket = io(url.origin, {
      path: `${url.pathname.replace(/\/$/, '')}/socket.io`,
      transports,
      tryAllTransports: true,
      forceNew: true,
      reconnection: false,
      timeout: CONNECT_TIMEOUT_MS,
      auth: { entityId, ...(key !== undefined && { apiKey: key }) },
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
      const { engine } = socket.io;
      const { _pingInterval: pingInterval, _pingTimeout: pingTimeout } = v.parse(Handshake, engine);
      engine.on('upgrade', ({ name }) => handlers.onTransport(transportName(name)));
      handlers.onOpen({ transport: transportName(engine.transport.name), pingInterval, pingTimeout });
    });
    // The library gives a socket up (`active` is false) when a middleware of the server refused it alone.
    socket.on('connect_error', ({ message }) => {
      const refused = !socket.active;
      end(() => (refused ? handlers.onRefused(message) : handlers.onClosed(message)));
    });
    socket.on('disconnect', (reason) => end(() => handlers.onClosed(reason)));
    socket.onAny((name: string, ...args: unknown[]) => handlers.onEvent(name, args));

    return {
      emit: (name, payload, onAck) => {
        if (onAck) socket.emit(name, payload, onAck);
        else socket.emit(name, payload);
      },
      close: () =>
        end(() => {
          // Whoever closes knows why.
        }),
    };
  };

const transportName = (name: string): TransportName => (name === 'websocket' ? 'websocket' : 'polling');
