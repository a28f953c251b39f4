import * as v from 'valibot';
import { ServerProfile } from './server.ts';

/** What servers of one dialect can do. */
export const Capabilities = v.object({
  /** A join is answered (`channel_joined`); else a room counts as joined once it was asked for. */
  confirmsJoin: v.boolean(),
  /** Messages can be read back; else a message cannot be looked up before it is sent again. */
  hasHistory: v.boolean(),
  /** A sender or room that is no UUID is refused. */
  needsUuids: v.boolean(),
  /** Rooms have names, can be emptied, and can be deleted. */
  hasChannels: v.boolean(),
  /** There is a list of agents to choose from; else a room is joined by its id. */
  hasAgents: v.boolean(),
  /** Files can be attached to messages. */
  takesFiles: v.boolean(),
  /** The others in a room are told who is typing. */
  relaysTyping: v.boolean(),
});
export type Capabilities = v.InferOutput<typeof Capabilities>;

/** A profile together with what its server can do. */
export const DescribedServer = v.object({ ...ServerProfile.entries, capabilities: Capabilities });
export type DescribedServer = v.InferOutput<typeof DescribedServer>;
