import type { MessageId } from '../model/ids.ts';
import type { Attachment } from '../model/message.ts';
import type { Room } from '../model/room.ts';
import { SocketMessageType } from './events.ts';

/** A Socket.IO event to send: `socket.emit(name, payload)`. */
export interface Emission {
  name: 'message' | 'typing';
  payload: object;
}

/** How a message that is posted over REST is answered; see `SendMode`. */
export type PostMode = 'websocket' | 'stream' | 'sync';

/** A message of the user's, under the id that it is sent with. */
export interface Draft {
  messageId: MessageId;
  text: string;
  attachments: readonly Attachment[];
  /** The message that it replaces here. Servers keep it in the metadata and change nothing (ElizaOS 1.5.8 to 1.7.2). */
  edits?: MessageId | undefined;
}

/**
 * How many bytes of one frame a server takes unless its handshake names another limit (Socket.IO's default for
 * `maxHttpBufferSize`). A larger frame closes a WebSocket with code 1009; polling is answered with status 413.
 */
export const FRAME_LIMIT = 1_000_000;

/** The identity that connects, and the secrets that the server may ask for. */
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

/** ROOM_JOINING, with the two fields of the Messaging page and those that ElizaOS reads. */
export const encodeJoin = (room: Room): Emission => ({
  name: 'message',
  payload: {
    type: SocketMessageType.ROOM_JOINING,
    payload: { ...roomFields(room), entityId: room.entityId, metadata: metadataOf(room) },
  },
});

/** SEND_MESSAGE, with the eight fields of the Messaging page and the ids that each ElizaOS asks for. */
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
 * The body of a POST to `…/channels/{id}/messages`, with the fields of the Messaging page and those of ElizaOS.
 * ElizaOS keeps `raw_message` in its history, where its `messageId` identifies the message.
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

/** `typing`, which reference servers relay as `userTyping` and ElizaOS ignores. */
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

/** The size of what is too large, and the limit, in bytes. */
export interface Oversize {
  bytes: number;
  limit: number;
}

export const oversizeOf = (bytes: number, limit: number): Oversize | undefined =>
  bytes > limit ? { bytes, limit } : undefined;

/** How many bytes an event's frame has: Engine.IO's `4`, Socket.IO's `2`, `ackId` of its callback, and the JSON. */
export const frameBytes = ({ name, payload }: { name: string; payload: unknown }, ackId?: number): number =>
  new TextEncoder().encode(`42${ackId ?? ''}${JSON.stringify([name, payload])}`).length;

const roomFields = (room: Room) => ({
  roomId: room.id,
  channelId: room.id,
  serverId: room.messageServerId,
  messageServerId: room.messageServerId,
});

/**
 * The first contact fixes a room's type. Without this metadata ElizaOS makes it a group, in which a model decides
 * whether the agent answers; without `targetUserId` the group lacks the agent.
 */
const metadataOf = ({ agentId, entityId, local }: Room) =>
  agentId === undefined
    ? {}
    : {
        isDm: true,
        channelType: 'DM',
        targetUserId: agentId,
        // Kept with the channel that the message makes: ElizaOS's own client lists a direct one by these two.
        ...(local && { user1: entityId, user2: agentId }),
      };

/** ElizaOS keeps `title` and `contentType`; its agents read `name` and `type`. */
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
