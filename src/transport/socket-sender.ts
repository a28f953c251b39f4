import type { Socket } from 'socket.io-client';
import type { Room } from '../model/room.ts';
import type { Codec } from '../wire/codec.ts';
import { type Draft, type Emission, frameBytes, type Oversize, oversizeOf } from '../wire/encode.ts';
import { logReceived, type Reporter, type TransportEvent } from './transport.ts';

/**
 * Makes an event one that cannot be repeated by polling, where the browser itself repeats a POST whose connection
 * had served another one and ended before an answer began: a binary part travels in a second POST, and the server
 * takes neither half twice (it closes the connection, with "parse error").
 */
const UNREPEATABLE = { part: Uint8Array.of(0) };
/** How the first of the two packets names the binary part. It begins with `451-` in place of `42`. */
const PLACEHOLDER = { part: { _placeholder: true, num: 0 } };
const BINARY_MARK = 2;

export interface SenderDeps extends Pick<Reporter, 'report' | 'isEnded'> {
  socket: Socket;
  codec: Codec;
  transport: 'websocket' | 'polling';
  /** How many bytes the server takes at once. */
  maxPayload: () => number;
}

/** Sends over one socket, each thing in a frame that the server takes. */
export interface Sender {
  send(room: Room, draft: Draft): void;
  /** Sends what may get lost; `detail` names it in the diagnostics. */
  emit(detail: string, emission: Emission): void;
  oversize(room: Room, draft: Draft): Oversize | undefined;
  /** The last message was too large, as the socket's end has shown; undefined where none was sent. */
  tooLarge(): TransportEvent | undefined;
}

export const createSender = (deps: SenderDeps): Sender => {
  const { socket, codec, transport, maxPayload, report, isEnded } = deps;
  /** How many acknowledgements were asked for: the id of the next. */
  let acks = 0;
  let last: { room: Room; draft: Draft } | undefined;

  const sizeOf = (room: Room, draft: Draft): number => {
    const emission = codec.send(room, draft);
    if (transport === 'websocket') return frameBytes(emission, acks);
    return BINARY_MARK + frameBytes({ ...emission, payload: { ...emission.payload, ...PLACEHOLDER } }, acks);
  };
  const logSent = (detail: string, { name, payload }: Emission): void =>
    report({ type: 'log', direction: 'out', name, detail, payload });

  return {
    send: (room, draft) => {
      last = { room, draft };
      acks += 1;
      const emission = codec.send(room, draft);
      const { name, payload } = emission;
      logSent('send', emission);
      const onAck = (answer: unknown): void => {
        report(logReceived('acknowledgement', 'acknowledged', answer));
        const { messageId } = draft;
        report({ ...codec.decodeAcknowledgement(answer), roomId: room.id, messageId });
      };
      if (transport === 'websocket') socket.emit(name, payload, onAck);
      else {
        whenWritable(socket, () => {
          if (!isEnded()) socket.emit(name, { ...payload, ...UNREPEATABLE }, onAck);
        });
      }
    },
    emit: (detail, emission) => {
      // It would end the socket for everything else.
      const isOversize = frameBytes(emission) > maxPayload();
      logSent(isOversize ? `${detail}: too large, not sent` : detail, emission);
      if (!isOversize) socket.emit(emission.name, emission.payload);
    },
    oversize: (room, draft) => oversizeOf(sizeOf(room, draft), maxPayload()),
    tooLarge: () => {
      if (!last) return undefined;
      const { room, draft } = last;
      const reason = { type: 'too-large', bytes: sizeOf(room, draft) } as const;
      return { type: 'uncertain', roomId: room.id, messageId: draft.messageId, reason };
    },
  };
};

/** Acts once the next packet has a POST to itself. */
const whenWritable = (socket: Socket, act: () => void): void => {
  const { engine } = socket.io;
  if (engine.transport.writable && engine.writeBuffer.length === 0) act();
  else engine.once('drain', () => whenWritable(socket, act));
};
