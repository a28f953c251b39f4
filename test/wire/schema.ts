import * as v from 'valibot';
import { EntityId, MessageId, RoomId, ServerMessageId } from '../../src/model/ids.ts';
import { Attachment } from '../../src/model/message.ts';
import { isTime } from '../../src/model/time.ts';
import type { WireEvent, WireMessage } from '../../src/wire/events.ts';

const { id, url, title, contentType } = Attachment.entries;

/** The shape of a decoded message, field for field: one more or one less and it does not pass. */
export const WireMessageShape = v.strictObject({
  serverId: v.undefinedable(ServerMessageId),
  clientId: v.undefinedable(MessageId),
  roomId: RoomId,
  senderId: v.undefinedable(EntityId),
  senderName: v.undefinedable(v.string()),
  text: v.string(),
  createdAt: v.undefinedable(
    v.pipe(
      v.number(),
      v.check((at) => isTime(at)),
    ),
  ),
  source: v.undefinedable(v.string()),
  thought: v.undefinedable(v.string()),
  actions: v.array(v.string()),
  actionStatus: v.undefinedable(v.string()),
  attachments: v.array(v.strictObject({ id, url, title, contentType })),
  leftOut: v.optional(v.strictObject({ characters: v.number(), attachments: v.number() })),
}) satisfies v.GenericSchema<unknown, WireMessage>;

const maybeRoom = v.undefinedable(RoomId);
const maybeText = v.undefinedable(v.string());

/** The shape of every event that decoding may yield. */
export const WireEventShape = v.variant('type', [
  v.strictObject({ type: v.literal('authenticated') }),
  v.strictObject({ type: v.literal('connection-established') }),
  v.strictObject({ type: v.literal('joined'), roomId: RoomId }),
  v.strictObject({ type: v.literal('broadcast'), message: WireMessageShape }),
  v.strictObject({
    type: v.literal('acknowledged'),
    clientId: MessageId,
    serverId: v.undefinedable(ServerMessageId),
    roomId: maybeRoom,
  }),
  v.strictObject({
    type: v.literal('stream-chunk'),
    serverId: ServerMessageId,
    roomId: RoomId,
    senderId: EntityId,
    chunk: v.string(),
    index: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  }),
  v.strictObject({
    type: v.literal('stream-error'),
    serverId: ServerMessageId,
    roomId: RoomId,
    error: v.string(),
    partialText: maybeText,
  }),
  v.strictObject({ type: v.literal('complete'), roomId: maybeRoom }),
  v.strictObject({ type: v.literal('control'), roomId: maybeRoom, enabled: v.boolean() }),
  v.strictObject({ type: v.literal('message-error'), error: v.string() }),
  v.strictObject({
    type: v.literal('presence'),
    roomId: RoomId,
    entityId: EntityId,
    name: maybeText,
    joined: v.boolean(),
  }),
  v.strictObject({
    type: v.literal('typing'),
    roomId: RoomId,
    entityId: EntityId,
    name: maybeText,
    typing: v.boolean(),
  }),
  v.strictObject({
    type: v.literal('thinking'),
    roomId: maybeRoom,
    entityId: v.undefinedable(EntityId),
    name: maybeText,
  }),
  v.strictObject({ type: v.literal('channel-updated'), roomId: RoomId, name: maybeText }),
  v.strictObject({ type: v.literal('channel-cleared'), roomId: RoomId }),
  v.strictObject({ type: v.literal('channel-deleted'), roomId: RoomId }),
  v.strictObject({ type: v.literal('message-deleted'), roomId: RoomId, serverId: ServerMessageId }),
  v.strictObject({ type: v.literal('unknown'), name: v.pipe(v.string(), v.maxLength(120)) }),
]) satisfies v.GenericSchema<unknown, WireEvent>;
