import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import * as v from 'valibot';
import { broadcastAnswer } from './broadcast.ts';
import type { RoomContext } from './context.ts';
import { Envelope, fault, Leave, Typing } from './payloads.ts';

type Acknowledge = (answer: { success: true; messageId: string }) => void;

const isAcknowledge = (value: unknown): value is Acknowledge => typeof value === 'function';

/** Serves one connection of the document's server. */
const serve = (io: Server, socket: Socket, context: RoomContext): void => {
  const { misbehaviour, received } = context;
  /** The joined rooms, each with the entity that joined it. */
  const joined = new Map<string, string>();

  const refuse = (error: string): void => {
    socket.emit('messageError', { error });
  };

  const leave = (roomId: string): void => {
    const userId = joined.get(roomId);
    if (userId === undefined) return;
    joined.delete(roomId);
    socket.to(roomId).emit('userLeft', { userId, roomId });
    void socket.leave(roomId);
  };

  received.push({ name: 'connection', args: [socket.handshake.auth] });
  socket.onAny((name: string, ...args: unknown[]) => {
    received.push({ name, args: args.filter((argument) => typeof argument !== 'function') });
  });

  socket.on('message', (message: unknown, acknowledge: unknown) => {
    const envelope = v.safeParse(Envelope, message);
    if (!envelope.success) return refuse(fault(envelope.issues));
    switch (envelope.output.type) {
      case 1: {
        const { roomId, entityId } = envelope.output.payload;
        if (joined.get(roomId) === entityId) return;
        joined.set(roomId, entityId);
        void socket.join(roomId);
        socket.to(roomId).emit('userJoined', { userId: entityId, roomId });
        return;
      }
      case 2: {
        const { roomId, message: text, messageId, metadata = {} } = envelope.output.payload;
        if (misbehaviour.refuseSends !== undefined) return refuse(misbehaviour.refuseSends);
        if (isAcknowledge(acknowledge) && !misbehaviour.forgetAcknowledgements) {
          acknowledge({ success: true, messageId });
        }
        broadcastAnswer(io, context, { roomId, text, metadata }).catch((error: unknown) => {
          refuse(error instanceof Error ? error.message : String(error));
        });
        return;
      }
      default:
        envelope.output satisfies never;
    }
  });

  socket.on('typing', (typing: unknown) => {
    const parsed = v.safeParse(Typing, typing);
    if (!parsed.success) return refuse(fault(parsed.issues));
    socket.to(parsed.output.roomId).emit('userTyping', parsed.output);
  });

  socket.on('leave', (room: unknown) => {
    const parsed = v.safeParse(Leave, room);
    if (!parsed.success) return refuse(fault(parsed.issues));
    leave(parsed.output.roomId);
  });

  socket.on('disconnecting', () => {
    for (const roomId of [...joined.keys()]) leave(roomId);
  });

  socket.emit('connection_established', {
    message: 'Connected to the room server',
    socketId: socket.id,
  });
};

/** Serves the Socket.IO part of the document's server on an HTTP server. */
export const serveSockets = (http: HttpServer, context: RoomContext): Server => {
  const { cors, maxHttpBufferSize } = context;
  const io = new Server(http, { maxHttpBufferSize, ...(cors && { cors: { origin: true } }) });
  io.use((_socket, next) => {
    const { refuseConnections } = context.misbehaviour;
    next(refuseConnections === undefined ? undefined : new Error(refuseConnections));
  });
  io.on('connection', (socket) => serve(io, socket, context));
  return io;
};
