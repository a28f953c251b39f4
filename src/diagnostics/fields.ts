import { isUuid } from '../model/ids.ts';
import type { DialectName } from '../model/server.ts';
import { dialect } from '../wire/dialect.ts';
import { SocketMessageType } from '../wire/events.ts';
import { type Fields, isFields, maybeFields } from '../wire/read.ts';
import type { FieldCheck } from './row.ts';

/** `name`: a string that may be empty. `id` and `text`: a string that may not. */
type FieldType = 'text' | 'name' | 'id' | 'uuid' | 'list' | 'object';

/** The payload of SEND_MESSAGE as the ElizaOS Messaging page lists it. */
const DOCUMENT: readonly [string, FieldType][] = [
  ['senderId', 'id'],
  ['senderName', 'name'],
  ['message', 'text'],
  ['roomId', 'id'],
  ['messageId', 'id'],
  ['source', 'name'],
  ['attachments', 'list'],
  ['metadata', 'object'],
];

/** Further fields that ElizaOS requires (seen on 1.5.8, 1.6.5, 1.7.2). */
const MORE: Readonly<Record<DialectName, readonly [string, FieldType][]>> = {
  document: [],
  central: [
    ['channelId', 'id'],
    ['serverId', 'id'],
  ],
  modern: [
    ['channelId', 'id'],
    ['messageServerId', 'id'],
  ],
};

/** Fields that must be UUIDs from ElizaOS 1.6.5 on. */
const UUIDS = ['senderId', 'roomId', 'channelId'];

/** The body of a POST of a message. */
const POSTED: Readonly<Record<DialectName, readonly [string, FieldType][]>> = {
  document: [
    ['text', 'text'],
    ['entityId', 'id'],
    ['mode', 'id'],
  ],
  central: [
    ['author_id', 'uuid'],
    ['content', 'text'],
    ['server_id', 'id'],
    ['source_type', 'id'],
    ['raw_message', 'object'],
    ['metadata', 'object'],
  ],
  modern: [
    ['author_id', 'uuid'],
    ['content', 'text'],
    ['message_server_id', 'id'],
    ['source_type', 'id'],
    ['raw_message', 'object'],
    ['metadata', 'object'],
    ['mode', 'id'],
  ],
};

/** Checks the fields of a posted message's body against the dialect. */
export const checkPostFields = (body: Fields, name: DialectName): readonly FieldCheck[] =>
  POSTED[name].map(([field, type]) => ({ field, problem: problemOf(body[field], type) }));

/** Checks the fields of a SEND_MESSAGE event (`{type, payload}`) against the dialect. */
export const checkFields = (frame: Fields, name: DialectName): readonly FieldCheck[] => {
  const payload = maybeFields(frame.payload);
  const fields = [...DOCUMENT, ...MORE[name]].map(([field, type]): FieldCheck => {
    const strict = dialect(name).needsUuids && UUIDS.includes(field);
    return { field, problem: problemOf(payload[field], strict ? 'uuid' : type) };
  });
  const type = frame.type === SocketMessageType.SEND_MESSAGE ? undefined : 'wrong-type';
  return [{ field: 'type', problem: type }, ...fields];
};

const problemOf = (value: unknown, type: FieldType): FieldCheck['problem'] => {
  if (value === undefined || value === null) return 'missing';
  switch (type) {
    case 'list':
      return Array.isArray(value) ? undefined : 'wrong-type';
    case 'object':
      return isFields(value) ? undefined : 'wrong-type';
    case 'text':
    case 'name':
    case 'id':
    case 'uuid':
      if (typeof value !== 'string') return 'wrong-type';
      if (value === '' && type !== 'name') return 'empty';
      return type === 'uuid' && !isUuid(value) ? 'no-uuid' : undefined;
    default:
      return type satisfies never;
  }
};
