import { io, type Socket } from 'socket.io-client';
import { Encoder } from 'socket.io-parser';
import { answerMask } from '../model/mask.ts';
import { FRAME_LIMIT } from '../wire/encode.ts';
import { maybeFields } from '../wire/read.ts';
import { maxPayloadIn, pingsIn } from './handshake.ts';
import { createSender } from './socket-sender.ts';
import { StrictDecoder } from './strict-decoder.ts';
import { type EngineTransport, strictTransport } from './strict-transport.ts';
import {
  closed,
  createReporter,
  logReceived,
  type OpenTransport,
  PINGS,
  type TransportOptions,
} from './transport.ts';

/** Transport classes of engine.io-client, or their like; none of them may follow a redirect. */
export type EngineTransports = Readonly<Record<'websocket' | 'polling', EngineTransport>>;

/**
 * Opens a Socket.IO connection over the transport that the route names. The library neither falls back nor
 * reconnects nor buffers nor repeats: a transport ends once.
 */
export const socketTransport =
  (classes: EngineTransports): OpenTransport =>
  (options, onEvent) => {
    const { codec, route, key, token } = options;
    const heard = answerMask([key, token]);
    const transport = route.type === 'socket' ? route.transport : 'websocket';
    const socket = connect(options, classes[transport]);
    const { report, end, isEnded } = createReporter(onEvent, () => {
      socket.offAny();
      socket.disconnect();
    });
    let limits = { ...PINGS, maxPayload: FRAME_LIMIT };
    const maxPayload = (): number => limits.maxPayload;
    const sender = createSender({ socket, codec, transport, maxPayload, report, isEnded });

    // Before the library reads the handshake, by which it sets its own timer.
    socket.io.engine.on('handshake', (handshake) => {
      limits = { ...pingsIn(handshake), maxPayload: maxPayloadIn(handshake) };
      Object.assign(handshake, limits);
    });
    socket.on('connect', () => report({ type: 'opened', details: { transport, ...limits } }));
    // The library gives a socket up (`active` is false) where a middleware of the server refused that one.
    socket.on('connect_error', ({ message }) =>
      report(socket.active ? closed(heard(message)) : { type: 'refused', error: heard(message) }),
    );
    socket.on('disconnect', (reason, details) => {
      const tooLarge = isTooLarge(details) ? sender.tooLarge() : undefined;
      if (tooLarge) report(tooLarge);
      report(closed(reason));
    });
    // The protocol allows a number as the name of an event.
    socket.onAny((event: string | number, ...said: unknown[]) => {
      const name = `${event}`;
      const args = heard(said);
      const decoded = codec.decodeEvent(name, args);
      const detail = decoded.ok ? decoded.value.type : 'not understood';
      report(logReceived(name, detail, args.length > 1 ? args : args[0]));
      if (decoded.ok) report({ type: 'event', event: decoded.value });
      else report({ type: 'undecodable', reason: decoded.reason });
    });

    return {
      join: (room) => sender.emit(`join ${room.id}`, codec.join(room)),
      oversize: sender.oversize,
      send: sender.send,
      sendTyping: (room, isTyping) => sender.emit('', codec.typing(room, isTyping)),
      stopReplies: () => false,
      isBusy: () => false,
      close: end,
    };
  };

const connect = (
  { address, codec, ...credentials }: TransportOptions,
  transport: EngineTransport,
): Socket => {
  const url = new URL(address);
  return io(url.origin, {
    path: `${url.pathname.replace(/\/$/, '')}/socket.io`,
    transports: [strictTransport(transport)],
    forceNew: true,
    reconnection: false,
    parser: { Encoder, Decoder: StrictDecoder },
    auth: codec.handshake(credentials),
  });
};

/**
 * Whether a connection ended for something on it that was too large: close code 1009 of a WebSocket, or status 413
 * of a POST.
 */
const isTooLarge = (end: unknown): boolean => {
  const { context, description } = maybeFields(end);
  return maybeFields(context).code === 1009 || description === 413;
};
