import type { MessageId } from '../model/ids.ts';
import type { Attachment } from '../model/message.ts';
import type { Room } from '../model/room.ts';
import { SocketMessageType } from './events.ts';

/** What is emitted: `socket.emit(name, payload)`. */
export interface Emission {
  name: 'message' | 'typing';
  payload: object;
}

/** How a message that is posted over REST is answered: see `SendMode` in model/connection.ts. */
export type PostMode = 'websocket' | 'stream' | 'sync';

/** What the user wrote, under the id that it is sent with. */
export interface Draft {
  messageId: MessageId;
  text: string;
  attachments: readonly Attachment[];
  /** The message that it is written in place of: the servers keep the word, and do nothing of it. */
  edits?: MessageId | undefined;
}

/**
 * Bytes of one frame that a server takes unless its handshake names another limit (Socket.IO's default for
 * `maxHttpBufferSize`). One byte more closes a WebSocket (1009), and is answered with 413 by polling.
 */
export const FRAME_LIMIT = 1_000_000;

/** Who connects, and the secrets that the server may ask for. */
export interface Credentials {
  entityId: string;
  /** The API key of an ElizaOS. */
  key: string | undefined;
  token?: string | undefined;
}

/** `auth` of the handshake. ElizaOS 1.6.5 and later read `entityId` and `apiKey`. */
export const encodeHandshake = ({ entityId, key, token }: Credentials): object => ({
  entityId,
  ...(key !== undefined && { apiKey: key }),
  ...(token !== undefined && { token }),
});

/** ROOM_JOINING: the document's two fields, and those that ElizaOS reads. */
export const encodeJoin = (room: Room): Emission => ({
  name: 'message',
  payload: {
    type: SocketMessageType.ROOM_JOINING,
    payload: { ...roomFields(room), entityId: room.entityId, metadata: metadataOf(room) },
  },
});

/** SEND_MESSAGE: the document's eight fields, and the ids that one ElizaOS or another asks for. */
export const encodeSend = (
  room: Room,
  { messageId, text, attachments, edits }: Draft,
  source = 'extension',
): Emission => ({
  name: 'message',
  payload: {
    type: SocketMessageType.SEND_MESSAGE,
    payload: {
      senderId: room.entityId,
      senderName: room.userName,
      message: text,
      ...roomFields(room),
      messageId,
      source,
      attachments: attachments.map((attachment) => encodeAttachment(attachment, source)),
      metadata: { ...metadataOf(room), ...(edits && { editOf: edits }) },
    },
  },
});

/**
 * The body of a post to `…/channels/{id}/messages`: the document's fields, and those of ElizaOS, which keeps
 * `raw_message` in its history: by its `messageId` the message is found again.
 */
export const encodePost = (
  room: Room,
  { messageId, text, attachments }: Draft,
  mode: PostMode,
  source = 'extension',
): object => ({
  text,
  entityId: room.entityId,
  author_id: room.entityId,
  content: text,
  server_id: room.messageServerId,
  message_server_id: room.messageServerId,
  source_type: source,
  raw_message: {
    messageId,
    ...(attachments.length > 0 && {
      attachments: attachments.map((attachment) => encodeAttachment(attachment, source)),
    }),
  },
  metadata: { ...metadataOf(room), user_display_name: room.userName },
  mode,
});

/** `typing`: the document's server relays it as `userTyping`; ElizaOS ignores it. */
export const encodeTyping = (room: Room, isTyping: boolean): Emission => ({
  name: 'typing',
  payload: {
    roomId: room.id,
    channelId: room.id,
    userId: room.entityId,
    entityId: room.entityId,
    userName: room.userName,
    isTyping,
  },
});

/** What is larger than it may be, in bytes. */
export interface Oversize {
  bytes: number;
  limit: number;
}

export const oversizeOf = (bytes: number, limit: number): Oversize | undefined =>
  bytes > limit ? { bytes, limit } : undefined;

/** Bytes of the frame that an emission becomes: Engine.IO's `4`, Socket.IO's `2`, the id of the callback. */
export const frameBytes = ({ name, payload }: { name: string; payload: unknown }, ackId?: number): number =>
  new TextEncoder().encode(`42${ackId ?? ''}${JSON.stringify([name, payload])}`).length;

const roomFields = (room: Room) => ({
  roomId: room.id,
  channelId: room.id,
  serverId: room.messageServerId,
  messageServerId: room.messageServerId,
});

/**
 * The first contact fixes a room's type: without this ElizaOS makes it a group, in which a model decides
 * whether the agent answers, and without `targetUserId` a group without the agent.
 */
const metadataOf = ({ agentId }: Room) =>
  agentId === undefined ? {} : { isDm: true, channelType: 'DM', targetUserId: agentId };

/** The server keeps `title` and `contentType`; the agent reads `name` and `type`. */
const encodeAttachment = ({ id, url, title, contentType }: Attachment, source: string) => ({
  id,
  url,
  title,
  name: title,
  source,
  contentType,
  type: contentType,
  description: '',
  text: '',
});
