import * as v from 'valibot';
import { Activity, Change } from '../chat/change.ts';
import { Checked, DiagnosticsReport } from '../diagnostics/report.ts';
import { ConnectionState } from '../model/connection.ts';
import { Count } from '../model/count.ts';
import { DescribedServer } from '../model/described-server.ts';
import { Gap } from '../model/gap.ts';
import { RoomId } from '../model/ids.ts';
import { FailureReason, Message } from '../model/message.ts';
import { Order } from '../model/order.ts';
import { ProbeFailure } from '../model/probe-failure.ts';
import { Agent, Room } from '../model/room.ts';
import { SavedDraft } from '../model/saved-draft.ts';
import { ServerProfile } from '../model/server.ts';
import { Settings } from '../model/settings.ts';
import { Timestamp } from '../model/time.ts';

/** The agents of the server in use. */
export const AgentList = v.object({
  status: v.picklist(['unknown', 'loading', 'ready', 'failed']),
  agents: v.array(Agent),
  /** How many more the server has. */
  leftOut: v.optional(Count),
  failure: v.optional(ProbeFailure),
});
export type AgentList = v.InferOutput<typeof AgentList>;

/** A server that was set up. `waiting`: how many messages wait until the server is in use again. */
export const ServerEntry = v.object({ ...ServerProfile.entries, waiting: v.optional(Count) });
export type ServerEntry = v.InferOutput<typeof ServerEntry>;

/**
 * A room in a list. `unread`: how many complete messages of others the user has not seen, at most 100. `waiting`: how many
 * messages of ours are in the outbox.
 */
export const RoomSummary = v.object({
  room: Room,
  preview: v.string(),
  at: Timestamp,
  unread: Count,
  waiting: Count,
  /** The order of the newest message that the user has seen in any view. */
  readOrder: v.optional(Order),
});
export type RoomSummary = v.InferOutput<typeof RoomSummary>;

/** The open room with its newest messages, oldest first. */
export const OpenRoom = v.object({
  room: Room,
  messages: v.array(Message),
  hasOlder: v.boolean(),
  activity: Activity,
  composerDisabled: v.boolean(),
  draft: v.string(),
  /** When the draft was written (ms since the epoch). */
  draftAt: v.optional(Timestamp),
  /** The order of the newest message that the user has seen. */
  readOrder: v.optional(Order),
  /** Where messages of the server are missing. */
  gaps: v.optional(v.array(Gap)),
});
export type OpenRoom = v.InferOutput<typeof OpenRoom>;

/** The state that a view shows: the setup without `profile`, the agents without `open`, else the conversation. */
export const ViewState = v.object({
  profile: v.nullable(DescribedServer),
  /** All servers that were set up, the most recently used one first. */
  servers: v.array(ServerEntry),
  agents: AgentList,
  rooms: v.array(RoomSummary),
  connection: ConnectionState,
  open: v.nullable(OpenRoom),
  /** The title of the conversation that was open until the server deleted it. */
  closedRoomTitle: v.optional(v.string()),
  settings: Settings,
  /** The server's origin, where the browser forbids reading from it. */
  blocked: v.optional(v.string()),
  /** Until when the server's rate limit holds (429). */
  limitedUntil: v.optional(Timestamp),
  /** The error of the browser's storage. Since then everything is in memory only. */
  storageFault: v.optional(v.string()),
});
export type ViewState = v.InferOutput<typeof ViewState>;

/** A change since the snapshot. It is committed before it is announced, but for streams and activity. */
export const ViewChange = v.variant('type', [
  Change,
  v.object({ type: v.literal('profile'), profile: v.nullable(DescribedServer) }),
  v.object({ type: v.literal('servers'), servers: v.array(ServerEntry) }),
  v.object({ type: v.literal('agents'), agents: AgentList }),
  /** All rooms, the latest first. */
  v.object({ type: v.literal('rooms'), rooms: v.array(RoomSummary) }),
  /** One room that is new or has changed. */
  v.object({ type: v.literal('room'), summary: RoomSummary }),
  v.object({ type: v.literal('connection'), connection: ConnectionState }),
  /** `closedRoomTitle`: the title of the room that was open until the server deleted it. */
  v.object({ type: v.literal('open'), open: v.nullable(OpenRoom), closedRoomTitle: v.optional(v.string()) }),
  v.object({ type: v.literal('draft'), roomId: RoomId, ...SavedDraft.entries }),
  /** Where messages of the server are missing from now on. */
  v.object({ type: v.literal('gaps'), roomId: RoomId, gaps: v.array(Gap) }),
  v.object({ type: v.literal('settings'), settings: Settings }),
  v.object({ type: v.literal('blocked'), origin: v.optional(v.string()) }),
  v.object({ type: v.literal('limited'), until: v.optional(Timestamp) }),
  v.object({ type: v.literal('storage'), fault: v.string() }),
]);
export type ViewChange = v.InferOutput<typeof ViewChange>;

/** Why a command failed. A failed command changes nothing. */
export const CommandFailure = v.variant('type', [
  ProbeFailure,
  FailureReason,
  /** The server answered with an error; `status` is the HTTP status. */
  v.object({ type: v.literal('server-error'), error: v.string(), status: v.number() }),
  /** The answer is not ElizaOS's to this request. */
  v.object({ type: v.literal('not-understood'), host: v.string() }),
  /** The room, message or agent does not exist, or no server is set up. */
  v.object({ type: v.literal('not-found'), what: v.string() }),
  /** The browser's storage failed. */
  v.object({ type: v.literal('storage'), error: v.string() }),
  /** Another profile has that address. */
  v.object({ type: v.literal('address-taken'), host: v.string() }),
  v.object({ type: v.literal('invalid'), field: v.string(), error: v.string() }),
]);
export type CommandFailure = v.InferOutput<typeof CommandFailure>;

/** The answer to `load-older`, oldest first. */
export const OlderPage = v.object({ messages: v.array(Message), hasOlder: v.boolean() });
export type OlderPage = v.InferOutput<typeof OlderPage>;

export const CommandResult = v.variant('ok', [
  v.object({
    ok: v.literal(true),
    report: v.optional(DiagnosticsReport),
    checked: v.optional(Checked),
    older: v.optional(OlderPage),
    uploaded: v.optional(v.object({ url: v.string(), contentType: v.string() })),
  }),
  v.object({ ok: v.literal(false), failure: CommandFailure }),
]);
export type CommandResult = v.InferOutput<typeof CommandResult>;

export const ToView = v.variant('type', [
  v.object({ type: v.literal('snapshot'), state: ViewState }),
  v.object({ type: v.literal('changes'), changes: v.array(ViewChange) }),
  v.object({ type: v.literal('reply'), requestId: v.number(), result: CommandResult }),
]);
export type ToView = v.InferOutput<typeof ToView>;

/** How often decoding is tried: an invalid entry may hide others. */
const MOST_TRIES = 4;

/**
 * Decodes a message of the worker. Removes invalid entries of lists and tries again, so that one invalid message
 * or room does not cost the others; calls `onLost` with the path of each. Undefined where the rest does not
 * decode either. Changes `value`.
 */
export const readToView = (value: unknown, onLost: (path: string) => void): ToView | undefined => {
  for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
    const read = v.safeParse(ToView, value);
    if (read.success) return read.output;
    for (const { path } of read.issues) removeInvalid(path ?? [], attempt > 0, onLost);
  }
  return undefined;
};

type Path = readonly v.IssuePathItem[];

/**
 * Removes the innermost list entry on the path. Without a list: deletes the innermost field, or, with
 * `isRetry`, sets the outer field that contains it to null.
 */
const removeInvalid = (path: Path, isRetry: boolean, onLost: (path: string) => void): void => {
  onLost(path.map(({ key }) => String(key)).join('.'));
  const entry = path.findLast(({ type }) => type === 'array');
  const field = path.at(isRetry ? 1 : -1);
  if (entry && Array.isArray(entry.input)) {
    const index = entry.input.indexOf(entry.value);
    if (index >= 0) entry.input.splice(index, 1);
  } else if (field) {
    const holder = field.input as Record<string, unknown>;
    if (isRetry) holder[String(field.key)] = null;
    else delete holder[String(field.key)];
  }
};
