import { cut } from '../model/cut.ts';
import type { EntityId, MessageId, ServerMessageId } from '../model/ids.ts';
import { type Fields, isFields } from '../model/json.ts';
import { LIMITS } from '../model/shorten.ts';
import { readBroadcast } from './decode-message.ts';
import { type Decoded, SocketMessageType, type WireEvent } from './events.ts';
import {
  decodeWith,
  maybeEntity,
  maybeFields,
  maybeRoom,
  maybeServerId,
  maybeShort,
  maybeString,
  type Reader,
} from './read.ts';

type Read = (reader: Reader, payload: unknown) => WireEvent;

/** How many characters of an unknown event's name are kept: the server chooses its length. */
const LONGEST_NAME = 100;

/**
 * Decodes a Socket.IO event, or says in a sentence which event and field is at fault. Never throws. Keeps no field but
 * those of WireEvent; an optional field of the wrong type counts as missing.
 */
export const decodeEvent = (name: string, args: readonly unknown[]): Decoded<WireEvent> => {
  const read = EVENTS.get(name);
  if (read === undefined) return { ok: true, value: unknownEvent(name) };
  return decodeWith(name, (reader) => read(reader, args[0]));
};

const unknownEvent = (name: string): WireEvent => ({ type: 'unknown', name: name.slice(0, LONGEST_NAME) });

/** An event whose payload must be an object. */
const of =
  (read: (reader: Reader, fields: Fields) => WireEvent): Read =>
  (reader, payload) =>
    read(reader, reader.fields(payload));

const joined = of((reader, fields) => ({ type: 'joined', roomId: reader.room(fields) }));

const broadcast = of((reader, fields) => ({ type: 'broadcast', message: readBroadcast(reader, fields) }));

const acknowledged = of((reader, fields) => ({
  type: 'acknowledged',
  clientId: reader.id(fields, 'clientMessageId') as MessageId,
  serverId: maybeServerId(fields, 'messageId'),
  roomId: maybeRoom(fields),
}));

const streamChunk = of((reader, fields) => ({
  type: 'stream-chunk',
  serverId: reader.id(fields, 'messageId') as ServerMessageId,
  roomId: reader.room(fields),
  senderId: reader.id(fields, 'agentId') as EntityId,
  chunk: cut(reader.string(fields, 'chunk'), LIMITS.text),
  index: reader.count(fields, 'index'),
}));

const streamError = of((reader, fields) => ({
  type: 'stream-error',
  serverId: reader.id(fields, 'messageId') as ServerMessageId,
  roomId: reader.room(fields),
  error: errorWords(fields.error) ?? reader.fail('error is missing'),
  partialText: maybeShort(LIMITS.text, fields, 'partialText'),
}));

const complete: Read = (_reader, payload) => ({ type: 'complete', roomId: maybeRoom(maybeFields(payload)) });

/** Reads `{action, target?}` or `{enabled}`, at the top or within `payload`; the room may be at either place. */
const control = of((reader, outer) => {
  const inner = isFields(outer.payload) ? outer.payload : outer;
  const target = maybeString(inner, 'target');
  if (target !== undefined && target !== 'input') reader.fail('target is not input');
  return {
    type: 'control',
    roomId: maybeRoom(inner) ?? maybeRoom(outer),
    enabled: typeof inner.enabled === 'boolean' ? inner.enabled : enables(reader, inner),
  };
});

const enables = (reader: Reader, fields: Fields): boolean => {
  switch (reader.id(fields, 'action')) {
    case 'enable_input':
      return true;
    case 'disable_input':
      return false;
    default:
      return reader.fail('action is neither disable_input nor enable_input');
  }
};

const messageError: Read = (reader, payload) => ({
  type: 'message-error',
  error: errorWords(payload) ?? errorWords(reader.fields(payload).error) ?? reader.fail('error is missing'),
});

/** Reads the words of an error: a string, or an object with a `message`. */
const errorWords = (error: unknown): string | undefined =>
  maybeShort(LIMITS.words, typeof error === 'string' ? { message: error } : maybeFields(error), 'message');

const NAMES = ['userName', 'senderName', 'agentName', 'name'] as const;

const presence = (joinedNow: boolean): Read =>
  of((reader, fields) => ({
    type: 'presence',
    roomId: reader.room(fields),
    entityId: reader.id(fields, 'userId', 'entityId') as EntityId,
    name: maybeShort(LIMITS.name, fields, ...NAMES),
    joined: joinedNow,
  }));

const typing = of((reader, fields) => ({
  type: 'typing',
  roomId: reader.room(fields),
  entityId: reader.id(fields, 'userId', 'entityId') as EntityId,
  name: maybeShort(LIMITS.name, fields, ...NAMES),
  typing: reader.boolean(fields, 'isTyping'),
}));

const thinking: Read = (_reader, payload) => {
  const fields = maybeFields(payload);
  return {
    type: 'thinking',
    roomId: maybeRoom(fields),
    entityId: maybeEntity(fields, 'agentId', 'entityId', 'senderId', 'userId'),
    name: maybeShort(LIMITS.name, fields, ...NAMES),
  };
};

/** Reads the event `message`: `{type, payload}`, with a number of SocketMessageType. */
const message = of((reader, fields) => {
  const { payload } = fields;
  const type = reader.number(fields, 'type');
  switch (type) {
    case SocketMessageType.MESSAGE:
      return broadcast(reader, payload);
    case SocketMessageType.ACK:
      return acknowledged(reader, bareAck(payload));
    case SocketMessageType.THINKING:
      return thinking(reader, payload);
    case SocketMessageType.CONTROL:
      return control(reader, payload);
    default:
      return unknownEvent(`message of type ${type}`);
  }
});

/** Completes an ACK whose only id is the one that was sent (Messaging page). */
const bareAck = (payload: unknown): unknown => {
  if (!isFields(payload) || payload.clientMessageId !== undefined) return payload;
  return { ...payload, clientMessageId: payload.messageId, messageId: undefined };
};

const EVENTS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['authenticated', () => ({ type: 'authenticated' })],
  ['connection_established', () => ({ type: 'connection-established' })],
  ['channel_joined', joined],
  ['room_joined', joined],
  ['messageBroadcast', broadcast],
  ['messageAck', acknowledged],
  ['messageStreamChunk', streamChunk],
  ['messageStreamError', streamError],
  ['messageComplete', complete],
  ['controlMessage', control],
  ['messageError', messageError],
  ['userJoined', presence(true)],
  ['userLeft', presence(false)],
  ['userTyping', typing],
  ['message', message],
  [
    'channelUpdated',
    of((reader, fields) => ({
      type: 'channel-updated',
      roomId: reader.room(fields),
      name: maybeShort(LIMITS.name, maybeFields(fields.updates), 'name'),
    })),
  ],
  ['channelCleared', of((reader, fields) => ({ type: 'channel-cleared', roomId: reader.room(fields) }))],
  ['channelDeleted', of((reader, fields) => ({ type: 'channel-deleted', roomId: reader.room(fields) }))],
  [
    'messageDeleted',
    of((reader, fields) => ({
      type: 'message-deleted',
      roomId: reader.room(fields),
      serverId: reader.id(fields, 'messageId') as ServerMessageId,
    })),
  ],
]);
