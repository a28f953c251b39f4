import * as v from 'valibot';
import { SendMode, TransportChoice } from './connection.ts';
import { DEFAULT_MESSAGE_SERVER, EntityId, ProfileId, RoomId } from './ids.ts';

/** The three protocols of servers (see wire/dialect.ts). */
export const DialectName = v.picklist(['document', 'central', 'modern']);
export type DialectName = v.InferOutput<typeof DialectName>;

/** What a profile has unless the server or the user says otherwise. */
export const PROFILE_DEFAULTS = {
  messageServerId: DEFAULT_MESSAGE_SERVER,
  hasKey: false,
  mode: 'automatic',
  transports: 'automatic',
} as const;

/** A server that the user has set up. Its secrets are stored elsewhere, so that views may see a profile. */
export const ServerProfile = v.object({
  id: ProfileId,
  /** The user's name for it; views show the host where it has none. */
  name: v.optional(v.string()),
  /** Origin and path without a trailing slash: `http://localhost:3000`. */
  address: v.string(),
  dialect: DialectName,
  /** ElizaOS's version (`GET /api/system/version`); absent for a server after the document. */
  version: v.optional(v.string()),
  messageServerId: v.string(),
  entityId: EntityId,
  userName: v.string(),
  hasKey: v.boolean(),
  hasToken: v.optional(v.boolean()),
  mode: v.optional(SendMode, PROFILE_DEFAULTS.mode),
  transports: v.optional(TransportChoice, PROFILE_DEFAULTS.transports),
  /** The open room; absent until the user has chosen an agent or a room. */
  roomId: v.optional(RoomId),
});
export type ServerProfile = v.InferOutput<typeof ServerProfile>;
