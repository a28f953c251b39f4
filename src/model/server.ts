import * as v from 'valibot';
import { SendMode, TransportChoice } from './connection.ts';
import { EntityId, ProfileId, RoomId } from './ids.ts';

/** The three ways in which servers speak (see wire/dialect.ts). */
export const DialectName = v.picklist(['document', 'central', 'modern']);
export type DialectName = v.InferOutput<typeof DialectName>;

/** A server that the user has set up. The key is kept apart, so that a profile may be shown and exported. */
export const ServerProfile = v.object({
  id: ProfileId,
  /** Origin and path without a trailing slash: `http://localhost:3000`. */
  address: v.string(),
  dialect: DialectName,
  /** What `GET /api/system/version` said; absent for the document's server. */
  version: v.optional(v.string()),
  messageServerId: v.string(),
  entityId: EntityId,
  userName: v.string(),
  hasKey: v.boolean(),
  mode: v.optional(SendMode, 'automatic'),
  transports: v.optional(TransportChoice, 'automatic'),
  /** The room whose conversation is open; absent until an agent or a room was chosen. */
  roomId: v.optional(RoomId),
});
export type ServerProfile = v.InferOutput<typeof ServerProfile>;

/** What the setup's probe can find out, each with a remedy of its own. */
export const ProbeFailure = v.variant('code', [
  v.object({ code: v.literal('bad-address'), input: v.string() }),
  v.object({ code: v.literal('nothing-listens'), host: v.string() }),
  v.object({ code: v.literal('not-elizaos'), host: v.string() }),
  /** It answers as Socket.IO 1 or 2 does, which no client of ours understands. */
  v.object({ code: v.literal('old-socket-io'), host: v.string() }),
  v.object({ code: v.literal('wants-key'), host: v.string(), keyGiven: v.boolean() }),
  /** The browser may not read from the server (CORS); `origin` is the match pattern to ask for. */
  v.object({ code: v.literal('not-allowed'), host: v.string(), origin: v.string() }),
  v.object({ code: v.literal('timeout'), host: v.string(), seconds: v.number() }),
]);
export type ProbeFailure = v.InferOutput<typeof ProbeFailure>;
