import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';

export interface Heard {
  name: string;
  args: unknown[];
}

/** A real client with a memory: what it heard, and a way to wait for more. */
export interface Client {
  socket: Socket;
  heard: Heard[];
  /** The first event of this name from now on, or among those not yet taken. Rejects after 5 s. */
  next(name: string): Promise<unknown[]>;
  send(roomId: string, text: string): string;
  join(roomId: string, entityId: string): void;
}

const RESERVED = ['connect', 'connect_error', 'disconnect'];

export const messagePayload = (roomId: string, message: string) => ({
  senderId: 'user-1',
  senderName: 'Extension User',
  message,
  roomId,
  messageId: randomUUID(),
  source: 'extension',
  attachments: [],
  metadata: { from: 'test' },
});

/** Connects over WebSocket, without reconnecting by itself unless told to. */
export const connectClient = (
  url: string,
  options: { reconnection?: boolean; auth?: object } = {},
): Client => {
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false, ...options });
  const heard: Heard[] = [];
  const untaken: Heard[] = [];
  const waiting: { name: string; resolve: (args: unknown[]) => void }[] = [];
  const hear = (name: string, args: unknown[]): void => {
    heard.push({ name, args });
    const index = waiting.findIndex((one) => one.name === name);
    if (index === -1) untaken.push({ name, args });
    else waiting.splice(index, 1)[0]?.resolve(args);
  };
  socket.onAny((name: string, ...args: unknown[]) => hear(name, args));
  for (const name of RESERVED) socket.on(name, (...args: unknown[]) => hear(name, args));
  return {
    socket,
    heard,
    next: (name) =>
      new Promise((resolve, reject) => {
        const index = untaken.findIndex((one) => one.name === name);
        const [found] = index === -1 ? [] : untaken.splice(index, 1);
        if (found !== undefined) return resolve(found.args);
        const timer = setTimeout(
          () => reject(new Error(`no ${name}; heard ${heard.map((one) => one.name).join(', ')}`)),
          5000,
        );
        waiting.push({
          name,
          resolve: (args) => {
            clearTimeout(timer);
            resolve(args);
          },
        });
      }),
    send: (roomId, text) => {
      const payload = messagePayload(roomId, text);
      socket.emit('message', { type: 2, payload });
      return payload.messageId;
    },
    join: (roomId, entityId) => {
      socket.emit('message', { type: 1, payload: { roomId, entityId } });
    },
  };
};
