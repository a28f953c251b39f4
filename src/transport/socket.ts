import { io, type ManagerOptions, type Socket } from 'socket.io-client';
import type { Room } from '../model/room.ts';
import { type Draft, type Emission, FRAME_LIMIT, frameBytes, oversizeOf } from '../wire/encode.ts';
import { maybeFields } from '../wire/read.ts';
import { maxPayloadIn, pingsIn } from './handshake.ts';
import {
  closed,
  createReporter,
  logReceived,
  type OpenTransport,
  PINGS,
  type Transport,
  type TransportEvent,
  type TransportOptions,
} from './transport.ts';

type EngineTransport = Exclude<Extract<NonNullable<ManagerOptions['transports']>, unknown[]>[number], string>;

/** Transport classes of engine.io-client, or their like; none of them may follow a redirect. */
export type EngineTransports = Readonly<Record<'websocket' | 'polling', EngineTransport>>;

/**
 * Makes an event one that cannot be repeated by polling, where the browser itself repeats a POST whose connection
 * had served another one and ended before an answer began: a binary part travels in a second POST, and the server
 * takes neither half twice (it closes the connection, with "parse error").
 */
const UNREPEATABLE = { part: Uint8Array.of(0) };
/** How the first of the two packets names the binary part. It begins with `451-` in place of `42`. */
const PLACEHOLDER = { part: { _placeholder: true, num: 0 } };
const BINARY_MARK = 2;

/**
 * Opens a Socket.IO connection over the transport that the route names. The library neither falls back nor
 * reconnects nor buffers nor repeats: a transport ends once.
 */
export const socketTransport =
  (classes: EngineTransports): OpenTransport =>
  (options, onEvent) =>
    openSocket(classes, options, onEvent);

const openSocket = (
  classes: EngineTransports,
  options: TransportOptions,
  onEvent: (event: TransportEvent) => void,
): Transport => {
  const { codec, route } = options;
  const name = route.by === 'socket' ? route.transport : 'websocket';
  const socket = connect(options, classes[name]);
  let limits = { ...PINGS, maxPayload: FRAME_LIMIT };
  /** How many acknowledgements were asked for: the id of the next. */
  let acks = 0;
  /** The message that was sent last. */
  let last: { room: Room; draft: Draft } | undefined;

  const { report, end, isEnded } = createReporter(onEvent, () => {
    socket.offAny();
    socket.disconnect();
  });
  const sizeOf = (room: Room, draft: Draft): number => {
    const emission = codec.send(room, draft);
    if (name === 'websocket') return frameBytes(emission, acks);
    return BINARY_MARK + frameBytes({ ...emission, payload: { ...emission.payload, ...PLACEHOLDER } }, acks);
  };

  // Before the library reads the handshake, by which it sets its own timer.
  socket.io.engine.on('handshake', (handshake) => {
    limits = { ...pingsIn(handshake), maxPayload: maxPayloadIn(handshake) };
    Object.assign(handshake, limits);
  });
  socket.on('connect', () => report({ type: 'opened', details: { transport: name, ...limits } }));
  // The library gives a socket up (`active` is false) where a middleware of the server refused that one.
  socket.on('connect_error', ({ message }) =>
    report(socket.active ? closed(message) : { type: 'refused', error: message }),
  );
  socket.on('disconnect', (reason, details) => {
    if (last && isTooLarge(details)) {
      const { room, draft } = last;
      const tooLarge = { code: 'too-large', bytes: sizeOf(room, draft) } as const;
      report({ type: 'uncertain', roomId: room.id, messageId: draft.messageId, reason: tooLarge });
    }
    report(closed(reason));
  });
  socket.onAny((event: string, ...args: unknown[]) => {
    const decoded = codec.decodeEvent(event, args);
    const payload = args.length > 1 ? args : args[0];
    report(logReceived(event, decoded.ok ? decoded.value.type : 'not understood', payload));
    report(
      decoded.ok ? { type: 'event', event: decoded.value } : { type: 'undecodable', reason: decoded.reason },
    );
  });

  const logSent = (event: string, detail: string, payload: unknown): void =>
    report({ type: 'log', direction: 'out', name: event, detail, payload });

  /** Emits what may get lost. What is too large would end the socket for everything else: it is not sent. */
  const emit = (detail: string, { name: event, payload }: Emission): void => {
    const isOversize = frameBytes({ name: event, payload }) > limits.maxPayload;
    const outcome = isOversize ? `${detail}: too large, not sent` : detail;
    logSent(event, outcome, payload);
    if (!isOversize) socket.emit(event, payload);
  };

  const acknowledge = (room: Room, { messageId }: Draft, answer: unknown): void => {
    report(logReceived('acknowledgement', 'acknowledged', answer));
    report({ ...codec.decodeAcknowledgement(answer), roomId: room.id, messageId });
  };

  const send = (room: Room, draft: Draft): void => {
    last = { room, draft };
    acks += 1;
    const { name: event, payload } = codec.send(room, draft);
    logSent(event, 'send', payload);
    const onAck = (answer: unknown): void => acknowledge(room, draft, answer);
    if (name === 'websocket') socket.emit(event, payload, onAck);
    else {
      whenWritable(socket, () => {
        if (!isEnded()) socket.emit(event, { ...payload, ...UNREPEATABLE }, onAck);
      });
    }
  };

  return {
    join: (room) => emit(`join ${room.id}`, codec.join(room)),
    oversize: (room, draft) => oversizeOf(sizeOf(room, draft), limits.maxPayload),
    send,
    sendTyping: (room, isTyping) => emit('', codec.typing(room, isTyping)),
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
    transports: [transport],
    forceNew: true,
    reconnection: false,
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

/** Acts once the next packet has a POST to itself. */
const whenWritable = (socket: Socket, act: () => void): void => {
  const { engine } = socket.io;
  if (engine.transport.writable && engine.writeBuffer.length === 0) act();
  else engine.once('drain', () => whenWritable(socket, act));
};
