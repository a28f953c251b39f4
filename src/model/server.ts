import * as v from 'valibot';
import { SendMode, TransportChoice } from './connection.ts';
import { EntityId, ProfileId, RoomId } from './ids.ts';

/** The protocols that servers speak, each with a codec (wire/codecs.ts). */
export const DialectName = v.picklist(['reference', 'central', 'modern']);
export type DialectName = v.InferOutput<typeof DialectName>;

/** A dialect as it is stored: `reference` was written as `document` before. */
const StoredDialect = v.pipe(
  v.picklist([...DialectName.options, 'document']),
  v.transform((name): DialectName => (name === 'document' ? 'reference' : name)),
);

/** A server that the user has set up. Its secrets are kept apart, so that a profile may be shown and exported. */
export const ServerProfile = v.object({
  id: ProfileId,
  /** What the user calls it; its host where there is none. */
  name: v.optional(v.string()),
  /** Origin and path without a trailing slash: `http://localhost:3000`. */
  address: v.string(),
  dialect: StoredDialect,
  /** What `GET /api/system/version` said; absent in dialect `reference`. */
  version: v.optional(v.string()),
  messageServerId: v.string(),
  entityId: EntityId,
  userName: v.string(),
  hasKey: v.boolean(),
  hasToken: v.optional(v.boolean()),
  mode: v.optional(SendMode, 'automatic'),
  transports: v.optional(TransportChoice, 'automatic'),
  /** The room whose conversation is open; absent until an agent or a room was chosen. */
  roomId: v.optional(RoomId),
});
export type ServerProfile = v.InferOutput<typeof ServerProfile>;
