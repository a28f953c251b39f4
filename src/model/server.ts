import * as v from 'valibot';
import { SendMode, TransportChoice } from './connection.ts';
import { DEFAULT_MESSAGE_SERVER, EntityId, ProfileId, RoomId } from './ids.ts';

/** The protocols that servers speak, each with a codec (wire/codecs.ts). */
export const DialectName = v.picklist(['reference', 'central', 'modern']);
export type DialectName = v.InferOutput<typeof DialectName>;

/** A dialect as it is stored: earlier versions wrote `document` for `reference`. */
const StoredDialect = v.pipe(
  v.picklist([...DialectName.options, 'document']),
  v.transform((name): DialectName => (name === 'document' ? 'reference' : name)),
);

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
  dialect: StoredDialect,
  /** ElizaOS's version (`GET /api/system/version`); absent in dialect `reference`. */
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
