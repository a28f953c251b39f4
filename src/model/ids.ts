import * as v from 'valibot';

/** Every id is a string on the wire; the brands keep one kind from being used as another. */
export const ProfileId = v.pipe(v.string(), v.minLength(1), v.brand('ProfileId'));
export const RoomId = v.pipe(v.string(), v.minLength(1), v.brand('RoomId'));
export const EntityId = v.pipe(v.string(), v.minLength(1), v.brand('EntityId'));
export const AgentId = v.pipe(v.string(), v.minLength(1), v.brand('AgentId'));
/**
 * What a message is called here and in the DOM: for what was written with Parley the id that it was sent
 * under (the `messageId` of MESSAGE_SEND, `clientMessageId` in its echo), for all else the server's id.
 */
export const MessageId = v.pipe(v.string(), v.minLength(1), v.brand('MessageId'));
/** The id of the server's row: `id` of a broadcast or a history row, `messageId` of an acknowledgement. */
export const ServerMessageId = v.pipe(v.string(), v.minLength(1), v.brand('ServerMessageId'));

export type ProfileId = v.InferOutput<typeof ProfileId>;
export type RoomId = v.InferOutput<typeof RoomId>;
export type EntityId = v.InferOutput<typeof EntityId>;
export type AgentId = v.InferOutput<typeof AgentId>;
export type MessageId = v.InferOutput<typeof MessageId>;
export type ServerMessageId = v.InferOutput<typeof ServerMessageId>;

/** The message server that every ElizaOS has unless it was configured otherwise. */
export const DEFAULT_MESSAGE_SERVER = '00000000-0000-0000-0000-000000000000';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** ElizaOS 1.6.5 and later take UUIDs alone as room and sender. */
export const isUuid = (text: string): boolean => UUID.test(text);
