import * as v from 'valibot';
import { AgentId, EntityId, RoomId } from './ids.ts';

export const Agent = v.object({
  id: AgentId,
  name: v.string(),
  bio: v.string(),
  active: v.boolean(),
});
export type Agent = v.InferOutput<typeof Agent>;

/** A room, which ElizaOS calls a channel: `dm` with one agent, or joined by its id. */
export const Room = v.object({
  id: RoomId,
  title: v.string(),
  /** The agent whom a direct message is for: without `targetUserId` ElizaOS makes the room a group. */
  agentId: v.optional(AgentId),
  agentName: v.optional(v.string()),
  entityId: EntityId,
  userName: v.string(),
  /** The message server of the room; the document's server knows none and ignores it. */
  messageServerId: v.string(),
});
export type Room = v.InferOutput<typeof Room>;
