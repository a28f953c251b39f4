import * as v from 'valibot';
import { SendMode, TransportChoice } from './connection.ts';
import { DEFAULT_MESSAGE_SERVER, EntityId, ProfileId, RoomId } from './ids.ts';

/** The three ways in which servers speak (see wire/dialect.ts). */
export const DialectName = v.picklist(['document', 'central', 'modern']);
export type DialectName = v.InferOutput<typeof DialectName>;

/**
 * A server that the user has set up. Its secrets are kept apart, so that a profile may be shown and exported. What is
 * not understood of it, as another version may have written it, stands at its default: who speaks, where and how, has
 * none.
 */
export const ServerProfile = v.object({
  id: ProfileId,
  /** What the user calls it; its host where there is none. */
  name: v.fallback(v.optional(v.string()), undefined),
  /** Origin and path without a trailing slash: `http://localhost:3000`. */
  address: v.string(),
  dialect: DialectName,
  /** What `GET /api/system/version` said; absent for the document's server. */
  version: v.fallback(v.optional(v.string()), undefined),
  messageServerId: v.fallback(v.string(), DEFAULT_MESSAGE_SERVER),
  entityId: EntityId,
  userName: v.string(),
  hasKey: v.fallback(v.boolean(), false),
  hasToken: v.fallback(v.optional(v.boolean()), undefined),
  mode: v.fallback(v.optional(SendMode, 'automatic'), 'automatic'),
  transports: v.fallback(v.optional(TransportChoice, 'automatic'), 'automatic'),
  /** The room whose conversation is open; absent until an agent or a room was chosen. */
  roomId: v.fallback(v.optional(RoomId), undefined),
});
export type ServerProfile = v.InferOutput<typeof ServerProfile>;
