import * as v from 'valibot';
import { AgentId, EntityId, RoomId } from './ids.ts';
import { Name } from './shorten.ts';
import { Timestamp } from './time.ts';

export const Agent = v.object({
  id: AgentId,
  name: Name,
  bio: v.string(),
  active: v.boolean(),
});
export type Agent = v.InferOutput<typeof Agent>;

/** An agent in a group. */
export const Participant = v.object({ id: AgentId, name: Name });
export type Participant = v.InferOutput<typeof Participant>;

/** A chat room (a channel, in ElizaOS): with one agent, with a group of agents, or joined by its id. */
export const Room = v.object({
  id: RoomId,
  /** Empty until a local room has its first message. */
  title: Name,
  /** The title was made up: the first message of the user replaces it. */
  untitled: v.optional(v.literal(true)),
  /** The room is here alone, under an id that was chosen here: its first message makes it on the server. */
  local: v.optional(v.literal(true)),
  /** When the server was asked to make the local room; it may have made it since. */
  askedAt: v.optional(Timestamp),
  /** The id that the room had here before the server made it under another one. */
  madeFrom: v.optional(RoomId),
  /** The agent of a direct room, sent as `targetUserId`: without it ElizaOS makes the room a group (1.7.2). */
  agentId: v.optional(AgentId),
  agentName: v.optional(Name),
  /** The agents of a group. */
  agents: v.optional(v.array(Participant)),
  entityId: EntityId,
  userName: Name,
  /** The message server of the room. A server after the document ignores it. */
  messageServerId: v.string(),
});
export type Room = v.InferOutput<typeof Room>;

/** Whether the server has to be asked to make the room: a message alone would make it without its agents. */
export const isUnmadeGroup = ({ local, agents }: Pick<Room, 'local' | 'agents'>): boolean =>
  local === true && agents !== undefined;

/** Whether the room goes by that id, or did before the server made it. */
export const isCalled = ({ id, madeFrom }: Pick<Room, 'id' | 'madeFrom'>, roomId: RoomId): boolean =>
  id === roomId || madeFrom === roomId;

/** Whether a user chose the name of a channel. ElizaOS names a direct channel `DM-` and two ids. */
export const isChosen = (name: string | undefined): name is string =>
  name !== undefined && !/^DM\b/.test(name);
