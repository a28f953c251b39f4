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

/** SEND_MESSAGE as it was sent, field by field, against what servers of the dialect ask for. */
export const checkFields = (
  frame: Fields,
  name: DialectName,
  roomId: string | undefined,
): readonly FieldCheck[] => {
  const payload = maybeFields(frame.payload);
  const fields = [...DOCUMENT, ...MORE[name]].map(([field, kind]): FieldCheck => {
    const strict = dialect(name).needsUuids && UUIDS.includes(field);
    const problem = problemOf(payload[field], strict ? 'uuid' : kind);
    const isElsewhere =
      (field === 'roomId' || field === 'channelId') && roomId !== undefined && payload[field] !== roomId;
    return { field, problem: problem ?? (isElsewhere ? 'another-id' : undefined) };
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
