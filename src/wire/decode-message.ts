import type { EntityId, MessageId, ServerMessageId } from '../model/ids.ts';
import { type Fields, isFields } from '../model/json.ts';
import type { Attachment } from '../model/message.ts';
import type { WireMessage } from './events.ts';
import { maybeEntity, maybeFields, maybeServerId, maybeString, maybeTime, type Reader } from './read.ts';

/**
 * Reads a broadcast. ElizaOS puts `thought` and `actions` at its top level; a reference server puts them into
 * `metadata`, and sends no id, sender or time. `message` of type 3 calls the text `message`.
 */
export const readBroadcast = (reader: Reader, fields: Fields): WireMessage => ({
  serverId: maybeServerId(fields, 'id'),
  clientId: maybeString(fields, 'clientMessageId') as MessageId | undefined,
  roomId: reader.room(fields),
  senderId: maybeEntity(fields, 'senderId'),
  senderName: maybeString(fields, 'senderName'),
  text: reader.string(fields, 'text', 'message'),
  createdAt: maybeTime(fields, 'createdAt'),
  source: maybeString(fields, 'source'),
  ...extras(fields, maybeFields(fields.metadata)),
  actionStatus: maybeString(maybeFields(fields.rawMessage), 'actionStatus'),
});

/** Reads a row of the history (`authorId`), or the user's message in the answer to a post (`author_id`). */
export const readRow = (reader: Reader, fields: Fields): WireMessage => {
  const metadata = maybeFields(fields.metadata);
  const raw = maybeFields(fields.rawMessage ?? fields.raw_message);
  return {
    serverId: reader.id(fields, 'id') as ServerMessageId,
    clientId: maybeString(raw, 'messageId') as MessageId | undefined,
    roomId: reader.room(fields),
    senderId: reader.id(fields, 'authorId', 'author_id') as EntityId,
    senderName:
      maybeString(metadata, 'agentName', 'user_display_name') ?? maybeString(fields, 'author_display_name'),
    text: reader.string(fields, 'content'),
    createdAt: maybeTime(fields, 'created_at', 'createdAt'),
    source: maybeString(fields, 'sourceType', 'source_type'),
    ...extras(metadata, raw),
    actionStatus: maybeString(raw, 'actionStatus'),
  };
};

type Extras = Pick<WireMessage, 'thought' | 'actions' | 'attachments'>;

/** Reads what accompanies a text, each field from the first of two places that has it. */
const extras = (first: Fields, second: Fields): Extras => ({
  thought: maybeString(first, 'thought') ?? maybeString(second, 'thought'),
  actions: strings(first.actions ?? second.actions),
  attachments: attachments(first.attachments ?? second.attachments),
});

/** Reads an agent's reply by REST (`agentResponse` of mode `sync`, `done` of mode `stream`); `to`: the row it answers. */
export const readReply = (reader: Reader, fields: Fields, to: WireMessage): WireMessage => ({
  serverId: maybeServerId(fields, 'responseId'),
  clientId: undefined,
  roomId: to.roomId,
  senderId: undefined,
  senderName: undefined,
  text: reader.string(fields, 'text'),
  createdAt: undefined,
  source: undefined,
  ...extras(fields, {}),
  actionStatus: undefined,
});

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];

/**
 * Reads attachments, without those that have no URL. The user's have `title` and `contentType`, an agent's `name` and
 * `type` (ElizaOS 1.5.8 to 1.7.2).
 */
const attachments = (value: unknown): Attachment[] => {
  if (!Array.isArray(value)) return [];
  return value.filter(isFields).flatMap((fields) => {
    const url = maybeString(fields, 'url');
    if (url === undefined) return [];
    return [
      {
        id: maybeString(fields, 'id') ?? url,
        url,
        title: maybeString(fields, 'title', 'name') ?? '',
        contentType: maybeString(fields, 'contentType', 'type') ?? '',
      },
    ];
  });
};
