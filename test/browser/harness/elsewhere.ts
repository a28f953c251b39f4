import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';

const MESSAGE_SERVER = '00000000-0000-0000-0000-000000000000';

/** Another client of the same person in the same channel, as the ElizaOS web client is one. */
export interface Elsewhere {
  /** Resolves, once it is acknowledged, to the id that it was sent under. */
  say(text: string): Promise<string>;
  /** Resolves with the next message of somebody else's in the channel. */
  hear(): Promise<string>;
  close(): void;
}

const once = <T>(socket: Socket, name: string, wanted: (value: T) => boolean): Promise<T> =>
  new Promise((resolve) => {
    const listen = (value: T): void => {
      if (!wanted(value)) return;
      socket.off(name, listen);
      resolve(value);
    };
    socket.on(name, listen);
  });

/** Joins the channel and resolves once the server has confirmed it. */
export const joinElsewhere = async (url: string, roomId: string, entityId: string): Promise<Elsewhere> => {
  const socket = io(url, { auth: { entityId }, transports: ['websocket'], forceNew: true });
  const ids = {
    roomId,
    channelId: roomId,
    serverId: MESSAGE_SERVER,
    messageServerId: MESSAGE_SERVER,
    metadata: { isDm: true, channelType: 'DM' },
  };
  const joined = once(socket, 'channel_joined', () => true);
  socket.emit('message', { type: 1, payload: { ...ids, entityId } });
  await joined;
  return {
    say: async (message) => {
      const messageId = randomUUID();
      const acknowledged = once<{ clientMessageId?: string; messageId: string }>(
        socket,
        'messageAck',
        (ack) => ack.clientMessageId === messageId,
      );
      socket.emit('message', {
        type: 2,
        payload: { ...ids, senderId: entityId, senderName: 'User', message, messageId, source: 'elsewhere' },
      });
      await acknowledged;
      return messageId;
    },
    hear: async () => {
      const isTheirs = (message: { senderId: string }): boolean => message.senderId !== entityId;
      const heard = await once<{ senderId: string; text: string }>(socket, 'messageBroadcast', isTheirs);
      return heard.text;
    },
    close: () => void socket.disconnect(),
  };
};
