import type { DialectName } from '../model/server.ts';
import { decodeCentralServers, decodeMessageServer } from './decode-message-server.ts';
import type { Decoded } from './events.ts';

/** Where every server but the document's says its version; a readable 404 there is the document's. */
export const VERSION_PATH = '/api/system/version';

/** Who talks, on which message server. */
export interface User {
  entityId: string;
  messageServerId: string;
}

/** Who talks to whom. */
export interface Pair extends User {
  agentId: string;
}

/** All that differs from server to server. No other code asks which server this is. */
export interface Dialect {
  name: DialectName;
  /** Whether a join is answered (`channel_joined`); where not, the room counts as joined once asked for. */
  confirmsJoin: boolean;
  /** Whether what was said can be read back: without it nothing can be looked up before sending again. */
  hasHistory: boolean;
  /** Whether a sender or room that is no UUID is refused. */
  needsUuids: boolean;
  /** Whether rooms have names there, can be emptied, and end. */
  hasChannels: boolean;
  /** Whether there is a list of agents to choose from; where not, a room is joined by its id. */
  hasAgents: boolean;
  /** Where the message server's id comes from; undefined: there is none, and DEFAULT_MESSAGE_SERVER stands for it. */
  messageServer: { path: string; decode: (body: unknown) => Decoded<string> } | undefined;
  paths: {
    agents: string;
    /** POST: make a channel. */
    channels: string;
    /** GET: find or make the direct channel of the two. */
    dmChannel(pair: Pair): string;
    channel(id: string): string;
    participants(id: string): string;
    agentsOf(id: string): string;
    /** POST: a file (multipart, field `file`). */
    upload(id: string): string;
    /** POST: a message. GET: `limit` rows, newest first, strictly before `before` (ms since the epoch). */
    messages(id: string, page?: { limit: number; before?: number }): string;
  };
  /** The body of a POST that makes another conversation with the agent, or one with several. */
  createChannelBody(name: string, user: User, agentIds: readonly string[]): object;
}

/**
 * The dialect of a server that says it is of `version`; undefined where it has no version to tell. A
 * prerelease speaks as its release does. What is no version at all is taken for today's ElizaOS.
 */
export const dialectOf = (version: string | undefined): DialectName => {
  if (version === undefined) return 'document';
  const parts = /^\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?![\w.])/i.exec(version);
  if (parts === null) return 'modern';
  const [major = 0, minor = 0, patch = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  const ahead = major - 1 || minor - 6 || patch - 5;
  return ahead >= 0 ? 'modern' : 'central';
};

export const dialect = (name: DialectName): Dialect => DIALECTS[name];

const MESSAGING = '/api/messaging';

const paths = (channels: string): Dialect['paths'] => {
  const channel = (id: string): string => `${channels}/${encodeURIComponent(id)}`;
  return {
    agents: '/api/agents',
    channels,
    dmChannel: ({ entityId, agentId, messageServerId }) =>
      `${MESSAGING}/dm-channel?${new URLSearchParams({
        currentUserId: entityId,
        targetUserId: agentId,
        dmServerId: messageServerId,
      })}`,
    channel,
    participants: (id) => `${channel(id)}/participants`,
    agentsOf: (id) => `${channel(id)}/agents`,
    // Here in every ElizaOS, also in those that call their other paths otherwise.
    upload: (id) => `${MESSAGING}/channels/${id}/upload-media`,
    messages: (id, page) => {
      if (page === undefined) return `${channel(id)}/messages`;
      const before = page.before === undefined ? '' : `&before=${page.before}`;
      return `${channel(id)}/messages?limit=${page.limit}${before}`;
    },
  };
};

/** Each ElizaOS takes the field that it knows of `server_id` and `message_server_id`. */
const createChannelBody: Dialect['createChannelBody'] = (name, { entityId, messageServerId }, agentIds) => ({
  name,
  participantCentralUserIds: [entityId, ...agentIds],
  server_id: messageServerId,
  message_server_id: messageServerId,
  ...(agentIds.length > 1
    ? { type: 'GROUP', metadata: {} }
    : { type: 'DM', metadata: { isDm: true, user1: entityId, user2: agentIds[0] } }),
});

const elizaos = {
  confirmsJoin: true,
  hasHistory: true,
  needsUuids: true,
  hasChannels: true,
  hasAgents: true,
  createChannelBody,
};

const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  document: {
    name: 'document',
    confirmsJoin: false,
    hasHistory: false,
    needsUuids: false,
    hasChannels: false,
    hasAgents: false,
    messageServer: undefined,
    paths: paths(`${MESSAGING}/channels`),
    createChannelBody,
  },
  central: {
    name: 'central',
    ...elizaos,
    messageServer: { path: `${MESSAGING}/central-servers`, decode: decodeCentralServers },
    paths: paths(`${MESSAGING}/central-channels`),
  },
  modern: {
    name: 'modern',
    ...elizaos,
    messageServer: { path: `${MESSAGING}/message-server/current`, decode: decodeMessageServer },
    paths: paths(`${MESSAGING}/channels`),
  },
};
