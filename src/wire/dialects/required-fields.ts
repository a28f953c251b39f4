import type { DialectName } from '../../model/server.ts';

/** `text`, `id`: a string that is not empty. `name`: any string. */
export type FieldKind = 'text' | 'name' | 'id' | 'uuid' | 'list' | 'object';
export type RequiredField = readonly [name: string, kind: FieldKind];

/** The fields without which a server refuses a message. `send`: SEND_MESSAGE. `post`: the body of a POST. */
export interface RequiredFields {
  send: readonly RequiredField[];
  post: readonly RequiredField[];
}

/** The eight fields of the Messaging page, in its order. `id`: the kind of its ids. */
const sendFields = (id: 'id' | 'uuid'): readonly RequiredField[] => [
  ['senderId', id],
  ['senderName', 'name'],
  ['message', 'text'],
  ['roomId', id],
  ['messageId', 'id'],
  ['source', 'name'],
  ['attachments', 'list'],
  ['metadata', 'object'],
];

/** What an ElizaOS asks for in a posted message; `serverField` differs by version. */
const elizaPostFields = (serverField: string): readonly RequiredField[] => [
  ['author_id', 'uuid'],
  ['content', 'text'],
  [serverField, 'id'],
  ['source_type', 'id'],
  ['raw_message', 'object'],
  ['metadata', 'object'],
];

const REQUIRED: Readonly<Record<DialectName, RequiredFields>> = {
  reference: {
    send: sendFields('id'),
    post: [
      ['text', 'text'],
      ['entityId', 'id'],
      ['mode', 'id'],
    ],
  },
  central: {
    send: [...sendFields('uuid'), ['channelId', 'uuid'], ['serverId', 'id']],
    post: elizaPostFields('server_id'),
  },
  modern: {
    send: [...sendFields('uuid'), ['channelId', 'uuid'], ['messageServerId', 'id']],
    post: [...elizaPostFields('message_server_id'), ['mode', 'id']],
  },
};

/** What the servers of a dialect ask for. Apart from its codec, so that the diagnostics need not load that. */
export const requiredFieldsOf = (dialect: DialectName): RequiredFields => REQUIRED[dialect];
