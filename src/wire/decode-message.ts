import { cut } from '../model/cut.ts';
import type { EntityId, MessageId, ServerMessageId } from '../model/ids.ts';
import { type Fields, isFields } from '../model/json.ts';
import type { Attachment } from '../model/message.ts';
import { LIMITS, MOST, shorten } from '../model/shorten.ts';
import type { WireMessage } from './events.ts';
import {
  maybeEntity,
  maybeFields,
  maybeId,
  maybeServerId,
  maybeShort,
  maybeString,
  maybeTime,
  type Reader,
} from './read.ts';

/**
 * Reads a broadcast. ElizaOS puts `thought` and `actions` at its top level; a reference server puts them into
 * `metadata`, and sends no id, sender or time. `message` of type 3 calls the text `message`.
 */
export const readBroadcast = (reader: Reader, fields: Fields): WireMessage => ({
  serverId: maybeServerId(fields, 'id'),
  clientId: maybeId(fields, 'clientMessageId') as MessageId | undefined,
  roomId: reader.room(fields),
  senderId: maybeEntity(fields, 'senderId'),
  senderName: maybeShort(LIMITS.name, fields, 'senderName'),
  createdAt: maybeTime(fields, 'createdAt'),
  source: maybeShort(LIMITS.name, fields, 'source'),
  ...content(reader.string(fields, 'text', 'message'), fields, maybeFields(fields.metadata)),
  actionStatus: maybeShort(LIMITS.name, maybeFields(fields.rawMessage), 'actionStatus'),
});

/** Reads a row of the history (`authorId`), or the user's message in the answer to a post (`author_id`). */
export const readRow = (reader: Reader, fields: Fields): WireMessage => {
  const metadata = maybeFields(fields.metadata);
  const raw = maybeFields(fields.rawMessage ?? fields.raw_message);
  return {
    serverId: reader.id(fields, 'id') as ServerMessageId,
    clientId: maybeId(raw, 'messageId') as MessageId | undefined,
    roomId: reader.room(fields),
    senderId: reader.id(fields, 'authorId', 'author_id') as EntityId,
    senderName:
      maybeShort(LIMITS.name, metadata, 'agentName', 'user_display_name') ??
      maybeShort(LIMITS.name, fields, 'author_display_name'),
    createdAt: maybeTime(fields, 'created_at', 'createdAt'),
    source: maybeShort(LIMITS.name, fields, 'sourceType', 'source_type'),
    ...content(reader.string(fields, 'content'), metadata, raw),
    actionStatus: maybeShort(LIMITS.name, raw, 'actionStatus'),
  };
};

type Content = Pick<WireMessage, 'text' | 'thought' | 'actions' | 'attachments' | 'leftOut'>;

/** Reads a text and what accompanies it, each field from the first of two places that has it. All are bounded. */
const content = (text: string, first: Fields, second: Fields): Content => {
  const { attachments, others } = attachmentsIn(first.attachments ?? second.attachments);
  const kept = cut(text, LIMITS.text);
  const characters = text.length - kept.length;
  return {
    text: kept,
    thought: maybeShort(LIMITS.thought, first, 'thought') ?? maybeShort(LIMITS.thought, second, 'thought'),
    actions: actionsIn(first.actions ?? second.actions),
    attachments,
    ...((characters > 0 || others > 0) && { leftOut: { characters, attachments: others } }),
  };
};

/** Reads an agent's reply by REST (`agentResponse` of mode `sync`, `done` of mode `stream`); `to`: the row it answers. */
export const readReply = (reader: Reader, fields: Fields, to: WireMessage): WireMessage => ({
  serverId: maybeServerId(fields, 'responseId'),
  clientId: undefined,
  roomId: to.roomId,
  senderId: undefined,
  senderName: undefined,
  createdAt: undefined,
  source: undefined,
  ...content(reader.string(fields, 'text'), fields, {}),
  actionStatus: undefined,
});

const actionsIn = (value: unknown): string[] => {
  const all = Array.isArray(value) ? value : [];
  const actions = all
    .slice(0, MOST.actions)
    .flatMap((entry: unknown) => (typeof entry === 'string' ? [shorten(entry, LIMITS.name)] : []));
  return all.length > MOST.actions ? [...actions, '…'] : actions;
};

/**
 * Reads attachments, without those that have no URL. The user's have `title` and `contentType`, an agent's `name` and
 * `type` (ElizaOS 1.5.8 to 1.7.2). `others`: how many were too many, or have an address that is too long.
 */
const attachmentsIn = (value: unknown): { attachments: Attachment[]; others: number } => {
  const all = Array.isArray(value) ? value : [];
  const attachments: Attachment[] = [];
  let others = Math.max(0, all.length - MOST.attachments);
  for (const fields of all.slice(0, MOST.attachments).filter(isFields)) {
    const url = maybeString(fields, 'url');
    if (url === undefined) continue;
    if (url.length > LIMITS.url) others += 1;
    else attachments.push(readAttachment(fields, url));
  }
  return { attachments, others };
};

const readAttachment = (fields: Fields, url: string): Attachment => ({
  id: maybeId(fields, 'id') ?? url,
  url,
  title: maybeShort(LIMITS.name, fields, 'title', 'name') ?? '',
  contentType: maybeShort(LIMITS.name, fields, 'contentType', 'type') ?? '',
});
