import { isUuid } from '../model/ids.ts';
import type { DialectName } from '../model/server.ts';
import { dialect } from '../wire/dialect.ts';
import { SocketMessageType } from '../wire/events.ts';
import { type Fields, isFields, maybeFields } from '../wire/read.ts';
import type { FieldCheck } from './row.ts';

type Kind = 'text' | 'name' | 'id' | 'uuid' | 'list' | 'object';

/** The document's eight, in its order. */
const DOCUMENT: readonly [string, Kind][] = [
  ['senderId', 'id'],
  ['senderName', 'name'],
  ['message', 'text'],
  ['roomId', 'id'],
  ['messageId', 'id'],
  ['source', 'name'],
  ['attachments', 'list'],
  ['metadata', 'object'],
];

/** What an ElizaOS asks for besides. */
const MORE: Readonly<Record<DialectName, readonly [string, Kind][]>> = {
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

/** Those of which ElizaOS takes UUIDs alone. */
const UUIDS = ['senderId', 'roomId', 'channelId'];

/** What a post of a message carries. */
const POSTED: Readonly<Record<DialectName, readonly [string, Kind][]>> = {
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

/** The body of a posted message, field by field, against what servers of the dialect ask for. */
export const checkPostFields = (body: Fields, name: DialectName): readonly FieldCheck[] =>
  POSTED[name].map(([field, kind]) => ({ field, problem: problemOf(body[field], kind) }));

/** SEND_MESSAGE as it was sent, field by field, against what servers of the dialect ask for. */
export const checkFields = (frame: Fields, name: DialectName): readonly FieldCheck[] => {
  const payload = maybeFields(frame.payload);
  const fields = [...DOCUMENT, ...MORE[name]].map(([field, kind]): FieldCheck => {
    const strict = dialect(name).needsUuids && UUIDS.includes(field);
    return { field, problem: problemOf(payload[field], strict ? 'uuid' : kind) };
  });
  const type = frame.type === SocketMessageType.SEND_MESSAGE ? undefined : 'wrong-type';
  return [{ field: 'type', problem: type }, ...fields];
};

const problemOf = (value: unknown, kind: Kind): FieldCheck['problem'] => {
  if (value === undefined || value === null) return 'missing';
  switch (kind) {
    case 'list':
      return Array.isArray(value) ? undefined : 'wrong-type';
    case 'object':
      return isFields(value) ? undefined : 'wrong-type';
    case 'text':
    case 'name':
    case 'id':
    case 'uuid':
      if (typeof value !== 'string') return 'wrong-type';
      if (value === '' && kind !== 'name') return 'empty';
      return kind === 'uuid' && !isUuid(value) ? 'no-uuid' : undefined;
    default:
      return kind satisfies never;
  }
};
