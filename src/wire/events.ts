import type { EntityId, MessageId, RoomId, ServerMessageId } from '../model/ids.ts';
import type { Attachment, LeftOut } from '../model/message.ts';

/** `type` of the event `message` (Messaging page, "Message Types Enum"). */
export const SocketMessageType = {
  ROOM_JOINING: 1,
  SEND_MESSAGE: 2,
  MESSAGE: 3,
  ACK: 4,
  THINKING: 5,
  CONTROL: 6,
} as const;
export type SocketMessageType = (typeof SocketMessageType)[keyof typeof SocketMessageType];

/**
 * A message as a server sends it: a broadcast, or a row of the history. `serverId` is absent in the broadcasts of a
 * reference server. `clientId`: the id that the message was sent under, where the server names it (`clientMessageId`
 * of a broadcast, `rawMessage.messageId` of a row).
 */
export interface WireMessage {
  serverId: ServerMessageId | undefined;
  clientId: MessageId | undefined;
  roomId: RoomId;
  senderId: EntityId | undefined;
  senderName: string | undefined;
  text: string;
  /** In milliseconds since the epoch; undefined where the server sends no valid time. */
  createdAt: number | undefined;
  source: string | undefined;
  thought: string | undefined;
  actions: string[];
  /** The progress of the action that the message reports (`agent_action`): `executing`, `completed`, `failed`. */
  actionStatus: string | undefined;
  attachments: Attachment[];
  /** What is missing of a text or a list of attachments that was too long. */
  leftOut?: LeftOut | undefined;
}

/** A decoded event of a server. The room is in `roomId`, under either name that servers use for it. */
export type WireEvent =
  | { type: 'authenticated' }
  | { type: 'connection-established' }
  | { type: 'joined'; roomId: RoomId }
  | { type: 'broadcast'; message: WireMessage }
  | {
      type: 'acknowledged';
      clientId: MessageId;
      serverId: ServerMessageId | undefined;
      roomId: RoomId | undefined;
    }
  | {
      type: 'stream-chunk';
      serverId: ServerMessageId;
      roomId: RoomId;
      senderId: EntityId;
      chunk: string;
      index: number;
    }
  | {
      type: 'stream-error';
      serverId: ServerMessageId;
      roomId: RoomId;
      error: string;
      partialText: string | undefined;
    }
  | { type: 'complete'; roomId: RoomId | undefined }
  | { type: 'control'; roomId: RoomId | undefined; enabled: boolean }
  | { type: 'message-error'; error: string }
  | { type: 'presence'; roomId: RoomId; entityId: EntityId; name: string | undefined; joined: boolean }
  | { type: 'typing'; roomId: RoomId; entityId: EntityId; name: string | undefined; typing: boolean }
  | { type: 'thinking'; roomId: RoomId | undefined; entityId: EntityId | undefined; name: string | undefined }
  | { type: 'channel-updated'; roomId: RoomId; name: string | undefined }
  | { type: 'channel-cleared'; roomId: RoomId }
  | { type: 'channel-deleted'; roomId: RoomId }
  | { type: 'message-deleted'; roomId: RoomId; serverId: ServerMessageId }
  /** An event of an unknown name, which is no fault. */
  | { type: 'unknown'; name: string };

/** A decoded value, or the reason for which it does not decode: a sentence that names the event and the field. */
export type Decoded<T> = { ok: true; value: T } | { ok: false; reason: string };
