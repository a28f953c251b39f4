import type {
  AgentId,
  EntityId,
  MessageId,
  ProfileId,
  RoomId,
  ServerMessageId,
} from '../../src/model/ids.ts';
import type { OtherMessage, OwnMessage } from '../../src/model/message.ts';
import type { Room } from '../../src/model/room.ts';
import type { WireMessage } from '../../src/wire/events.ts';

/** Ids are brands over strings; tests write them as strings. */
export const messageId = (id: string): MessageId => id as MessageId;
export const serverId = (id: string): ServerMessageId => id as ServerMessageId;
export const roomId = (id: string): RoomId => id as RoomId;
export const profileId = (id: string): ProfileId => id as ProfileId;
export const entityId = (id: string): EntityId => id as EntityId;

export const ROOM: Room = {
  id: roomId('r1'),
  title: 'A conversation',
  agentId: 'agent' as AgentId,
  agentName: 'Eliza',
  entityId: entityId('me'),
  userName: 'Ann',
  messageServerId: '0',
};

/** The body of an ElizaOS's answer with its version. */
export const versionBody = (version: string): object => ({
  version,
  source: 'server',
  timestamp: '2026-11-24T08:10:56.486Z',
  environment: 'development',
  uptime: 337.1,
});

/** A message of ours, waiting to go out unless told otherwise. */
export const own = (id: string, over: Partial<OwnMessage> = {}): OwnMessage => ({
  type: 'own',
  id: messageId(id),
  roomId: ROOM.id,
  authorId: ROOM.entityId,
  authorName: 'Ann',
  text: `text of ${id}`,
  at: 1_000,
  order: over.at ?? 1_000,
  attachments: [],
  delivery: { type: 'queued' },
  ...over,
});

/** A reply of the agent, complete unless told otherwise. */
export const other = (id: string, over: Partial<OtherMessage> = {}): OtherMessage => ({
  type: 'other',
  id: messageId(id),
  roomId: ROOM.id,
  serverId: serverId(id),
  authorId: entityId('agent'),
  authorName: 'Eliza',
  text: `text of ${id}`,
  at: 1_000,
  order: over.at ?? 1_000,
  attachments: [],
  reply: 'complete',
  actions: [],
  ...over,
});

/** A message as a server sends it: the agent's broadcast `s1` unless given otherwise. */
export const wire = (over: Partial<WireMessage> = {}): WireMessage => ({
  serverId: serverId('s1'),
  clientId: undefined,
  roomId: ROOM.id,
  senderId: entityId('agent'),
  senderName: 'Eliza',
  text: 'hello',
  createdAt: 2_000,
  source: 'agent_response',
  thought: undefined,
  actions: [],
  actionStatus: undefined,
  attachments: [],
  ...over,
});

/** The echo of a message of ours, as ElizaOS broadcasts it. */
export const echo = (clientId: string, server: string, over: Partial<WireMessage> = {}): WireMessage =>
  wire({
    clientId: messageId(clientId),
    serverId: serverId(server),
    senderId: ROOM.entityId,
    senderName: 'Ann',
    text: `text of ${clientId}`,
    source: 'extension',
    ...over,
  });
