import * as v from 'valibot';

/** Ids are strings on the wire, never empty. The brands keep the compiler from taking one for another. */
const id = <B extends string>(brand: B) => v.pipe(v.string(), v.minLength(1), v.brand(brand));

export const ProfileId = id('ProfileId');
export const RoomId = id('RoomId');
export const EntityId = id('EntityId');
export const AgentId = id('AgentId');
/**
 * The id of a message in Parley. A message that was written in Parley has the id that Parley sent it under (the
 * `messageId` of SEND_MESSAGE, `clientMessageId` in its echo); any other has the server's id.
 */
export const MessageId = id('MessageId');
/** The id of the server's row: `id` in a broadcast or the history, `messageId` in an acknowledgement. */
export const ServerMessageId = id('ServerMessageId');

export type ProfileId = v.InferOutput<typeof ProfileId>;
export type RoomId = v.InferOutput<typeof RoomId>;
export type EntityId = v.InferOutput<typeof EntityId>;
export type AgentId = v.InferOutput<typeof AgentId>;
export type MessageId = v.InferOutput<typeof MessageId>;
export type ServerMessageId = v.InferOutput<typeof ServerMessageId>;

/** The id of the message server of an ElizaOS that was not configured otherwise. */
export const DEFAULT_MESSAGE_SERVER = '00000000-0000-0000-0000-000000000000';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text is a UUID. ElizaOS 1.6.5 and later require UUIDs for room and sender. */
export const isUuid = (text: string): boolean => UUID.test(text);
