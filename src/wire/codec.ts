import type { Capabilities } from '../model/described-server.ts';
import type { Room } from '../model/room.ts';
import type { DialectName } from '../model/server.ts';
import type { Acknowledgement } from './acknowledgement.ts';
import type { Credentials, Draft, Emission, PostMode } from './encode.ts';
import type { Decoded, WireEvent } from './events.ts';

/** The user on one message server. */
export interface User {
  entityId: string;
  messageServerId: string;
}

/** The user and the agent of a direct channel. */
export interface Pair extends User {
  agentId: string;
}

/** The addresses of a server's HTTP interface, each from the origin on. */
export interface Paths {
  agents: string;
  /** POST: make a channel. */
  channels: string;
  /** GET: all channels of a message server. */
  channelsOf(messageServerId: string): string;
  /** GET: find or make the direct channel of the two. */
  dmChannel(pair: Pair): string;
  channel(id: string): string;
  participants(id: string): string;
  agentsOf(id: string): string;
  /** POST: a file (multipart, field `file`). */
  upload(id: string): string;
  /** POST: a message. GET: `limit` rows, newest first, strictly before `before` (ms since the epoch). */
  messages(id: string, page?: { limit: number; before?: number }): string;
}

/** The protocol of one dialect: what to send, how to decode what is received, and what the server can do. */
export interface Codec {
  dialect: DialectName;
  capabilities: Capabilities;
  /** `auth` of the Socket.IO handshake. */
  handshake(credentials: Credentials): object;
  /** Asks to receive what is said in a room. */
  join(room: Room): Emission;
  send(room: Room, draft: Draft): Emission;
  typing(room: Room, isTyping: boolean): Emission;
  /** The body of a POST to `paths.messages`. */
  post(room: Room, draft: Draft, mode: PostMode): object;
  /** A Socket.IO event. */
  decodeEvent(name: string, args: readonly unknown[]): Decoded<WireEvent>;
  /** The argument with which a server calls the acknowledgement callback of a sent message. */
  decodeAcknowledgement(answer: unknown): Acknowledgement;
  paths: Paths;
  /** Where the message server's id is read from; undefined: DEFAULT_MESSAGE_SERVER is used. */
  messageServer: { path: string; decode: (body: unknown) => Decoded<string> } | undefined;
  /**
   * The body of a POST that makes another conversation with the agent, or one with several. `clientId`: kept with the
   * channel, to recognise it by.
   */
  createChannelBody(name: string, user: User, agentIds: readonly string[], clientId?: string): object;
}
