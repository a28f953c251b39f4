import type { AgentId, EntityId, RoomId } from '../model/ids.ts';
import type { Fields } from '../model/json.ts';
import type { Agent } from '../model/room.ts';
import { LIMITS, MOST, shorten } from '../model/shorten.ts';
import { dataOf, successOf } from './answer.ts';
import { readReply, readRow } from './decode-message.ts';
import type { Decoded, WireMessage } from './events.ts';
import { decodeWith, maybeFields, maybeShort, maybeString, type Reader } from './read.ts';

/**
 * `GET /api/system/version`: the version, as `1.7.2`. To tell an ElizaOS from other programs, its time (ISO 8601), its
 * environment and its uptime in seconds must be there too, as in each from 1.5.8 to 1.7.2.
 */
export const decodeVersion = (body: unknown): Decoded<string> =>
  decodeWith('version', (reader) => {
    const answer = reader.fields(body, 'answer');
    const version = reader.id(answer, 'version');
    if (Number.isNaN(Date.parse(reader.id(answer, 'timestamp')))) reader.fail('timestamp is no time');
    reader.id(answer, 'environment');
    reader.number(answer, 'uptime');
    return version;
  });

/** The agents that decode, and why the others do not; `leftOut`: how many were too many. */
export interface AgentsPage {
  agents: Agent[];
  leftOut?: number;
  reasons: string[];
}

/** `GET /api/agents`. An entry that does not decode is left out, its reason kept. */
export const decodeAgents = (body: unknown): Decoded<AgentsPage> =>
  decodeWith('agents', (reader) => {
    const entries = reader.list(dataOf(reader, body), 'agents');
    const first = entries.slice(0, MOST.agents);
    const { values: agents, reasons } = each(reader, 'agent', first, readAgent);
    const leftOut = entries.length - first.length;
    return { agents, reasons, ...(leftOut > 0 && { leftOut }) };
  });

const readAgent = (reader: Reader, fields: Fields): Agent => ({
  id: reader.id(fields, 'id') as AgentId,
  name: reader.name(fields, 'name', 'characterName'),
  bio: bioOf(fields.bio),
  active: fields.status === 'active',
});

/** Reads a character's bio: one string, or a list of sentences. */
const bioOf = (bio: unknown): string => {
  const sentences: unknown[] = Array.isArray(bio) ? bio : [bio];
  let words = '';
  for (const sentence of sentences) {
    if (words.length > LIMITS.words) break;
    if (typeof sentence === 'string') words += words === '' ? sentence : ` ${sentence}`;
  }
  return shorten(words, LIMITS.words);
};

/** A room, by the server's name for it. */
export interface Channel {
  id: RoomId;
  name: string | undefined;
}

/** `GET …/dm-channel`, `POST …/channels`, `GET …/channels/{id}/details`: the channel that was found or made. */
export const decodeChannel = (body: unknown): Decoded<Channel> =>
  decodeWith('channel', (reader) => {
    const data = dataOf(reader, body);
    return { id: reader.id(data, 'id') as RoomId, name: maybeShort(LIMITS.name, data, 'name') };
  });

/**
 * `GET …/message-servers/{id}/channels` (`central-servers` up to ElizaOS 1.6.4): the id of the channel that was made
 * with `clientId`; undefined where there is none.
 */
export const decodeFoundChannel =
  (clientId: string) =>
  (body: unknown): Decoded<RoomId | undefined> =>
    decodeWith('channels', (reader) => {
      const channels = reader.list(dataOf(reader, body), 'channels').map(maybeFields);
      const found = channels.find(({ metadata }) => maybeFields(metadata).clientId === clientId);
      return found && (reader.id(found, 'id') as RoomId);
    });

/** `PATCH …/channels/{id}`: fails where the answer names another channel. */
export const decodeRenamed =
  (roomId: RoomId) =>
  (body: unknown): Decoded<undefined> =>
    decodeWith('renamed channel', (reader) => {
      if (reader.id(dataOf(reader, body), 'id') !== roomId) reader.fail('id is of another channel');
      return undefined;
    });

/** `POST` or `DELETE …/channels/{id}/agents`: fails where the answer names another channel or agent. */
export const decodeMembership =
  (roomId: RoomId, agentId: AgentId) =>
  (body: unknown): Decoded<undefined> =>
    decodeWith('membership', (reader) => {
      const data = dataOf(reader, body);
      if (reader.id(data, 'channelId') !== roomId) reader.fail('channelId is of another channel');
      if (reader.id(data, 'agentId') !== agentId) reader.fail('agentId is of another agent');
      return undefined;
    });

/**
 * A page of the history, newest first. `rows`: how many the server sent, those left out included. `serverNow`: the
 * server's time when it answered, where that could be read (ms since the epoch).
 */
export interface HistoryPage {
  messages: WireMessage[];
  reasons: string[];
  rows: number;
  serverNow?: number;
}

/**
 * `GET …/channels/{id}/messages`. A row that does not decode, or is of another room than `roomId`, is left out, its
 * reason kept. A row without a time gets that of the next older row that has one, else of the next newer one, so that
 * it keeps its place.
 */
export const decodeHistory = (body: unknown, roomId?: RoomId): Decoded<HistoryPage> =>
  decodeWith('history', (reader) => {
    const rows = reader.list(dataOf(reader, body), 'messages');
    const { values: messages, reasons } = each(reader, 'history row', rows, (row, fields) => {
      const message = readRow(row, fields);
      return roomId === undefined || message.roomId === roomId
        ? message
        : row.fail('channelId is of another channel');
    });
    for (const [index, message] of messages.entries()) {
      const isTold = ({ createdAt }: WireMessage): boolean => createdAt !== undefined;
      message.createdAt ??= (messages.slice(index).find(isTold) ?? messages[index - 1])?.createdAt;
    }
    return { messages, reasons, rows: rows.length };
  });

/** `GET …/channels/{id}/participants`: the ids of the participants. */
export const decodeParticipants = (body: unknown): Decoded<EntityId[]> =>
  decodeWith('participants', (reader) =>
    reader
      .list(successOf(reader, body), 'data')
      .filter((id): id is EntityId => typeof id === 'string' && id !== ''),
  );

/** The answer to a posted message: the row that it became, and the reply of mode `sync`. */
export interface Posted {
  message: WireMessage;
  reply: WireMessage | undefined;
  /** The server ignores `mode` (ElizaOS 1.5, 1.6): the reply is sent over the socket. */
  knowsNoModes: boolean;
}

/**
 * `POST …/channels/{id}/messages`: `{data}` before ElizaOS 1.7, `{userMessage}` from 1.7, with `agentResponse` in
 * mode `sync`. Mode `stream` is answered with server-sent events (sse.ts).
 */
export const decodePosted = (body: unknown): Decoded<Posted> =>
  decodeWith('posted message', (reader) => {
    const answer = reader.fields(body, 'answer');
    if (answer.success === false) reader.fail('success is false');
    const message = readRow(reader, reader.fields(answer.userMessage ?? answer.data, 'userMessage'));
    const reply = answer.agentResponse ?? undefined;
    return {
      message,
      knowsNoModes: answer.userMessage === undefined,
      reply:
        reply === undefined ? undefined : readReply(reader, reader.fields(reply, 'agentResponse'), message),
    };
  });

/** An uploaded file: its address on the server, and its content type there. */
export interface Uploaded {
  url: string;
  contentType: string;
}

/** `POST …/channels/{id}/upload-media`. */
export const decodeUpload = (body: unknown): Decoded<Uploaded> =>
  decodeWith('upload', (reader) => {
    const data = dataOf(reader, body);
    return { url: reader.id(data, 'url'), contentType: maybeString(data, 'type') ?? '' };
  });

/** Reads the words of an error, `{error: string | {message}}`; undefined where there are none. */
export const errorWords = (body: unknown): string | undefined => {
  const decoded = decodeWith('error', () => {
    const fields = maybeFields(body);
    return (
      maybeShort(LIMITS.words, fields, 'error') ??
      maybeShort(LIMITS.words, maybeFields(fields.error), 'message')
    );
  });
  return decoded.ok ? decoded.value : undefined;
};

/** Reads each entry, and keeps the reason of one that does not decode. Fails where there are entries and none decodes. */
const each = <T>(
  list: Reader,
  what: string,
  entries: readonly unknown[],
  read: (reader: Reader, fields: Fields) => T,
): { values: T[]; reasons: string[] } => {
  const values: T[] = [];
  const reasons: string[] = [];
  for (const entry of entries) {
    const decoded = decodeWith(what, (reader) => read(reader, reader.fields(entry, 'entry')));
    if (decoded.ok) values.push(decoded.value);
    else reasons.push(decoded.reason);
  }
  if (values.length === 0 && reasons[0] !== undefined) list.fail(`nothing in it can be read (${reasons[0]})`);
  return { values, reasons };
};
