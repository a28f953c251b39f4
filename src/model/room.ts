import * as v from 'valibot';
import { AgentId, EntityId, RoomId } from './ids.ts';

export const Agent = v.object({
  id: AgentId,
  name: v.string(),
  bio: v.string(),
  active: v.boolean(),
});
export type Agent = v.InferOutput<typeof Agent>;

/** An agent who takes part in a group. */
export const Participant = v.object({ id: AgentId, name: v.string() });
export type Participant = v.InferOutput<typeof Participant>;

/** A room, which ElizaOS calls a channel: with one agent, a group of several, or joined by its id. */
export const Room = v.object({
  id: RoomId,
  title: v.string(),
  /** Nobody chose the title: the first words that are written take its place. */
  untitled: v.optional(v.literal(true)),
  /** The agent whom a direct message is for: without `targetUserId` ElizaOS makes the room a group. */
  agentId: v.optional(AgentId),
  agentName: v.optional(v.string()),
  /** Of a group: the agents in it. */
  agents: v.optional(v.array(Participant)),
  entityId: EntityId,
  userName: v.string(),
  /** The message server of the room; the document's server knows none and ignores it. */
  messageServerId: v.string(),
});
export type Room = v.InferOutput<typeof Room>;

/** Whether somebody gave a channel this name: a direct one that ElizaOS made itself is called `DM-` and two ids. */
export const isChosen = (name: string | undefined): name is string =>
  name !== undefined && !/^DM\b/.test(name);
