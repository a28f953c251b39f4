import * as v from 'valibot';
import { Activity, Change } from '../chat/change.ts';
import { Checked, DiagnosticsReport } from '../diagnostics/report.ts';
import { ConnectionState } from '../model/connection.ts';
import { Count } from '../model/count.ts';
import { DescribedServer } from '../model/described-server.ts';
import { RoomId } from '../model/ids.ts';
import { FailureReason, Message } from '../model/message.ts';
import { ProbeFailure } from '../model/probe-failure.ts';
import { Agent, Room } from '../model/room.ts';
import { ServerProfile } from '../model/server.ts';
import { Settings } from '../model/settings.ts';
import { Timestamp } from '../model/time.ts';

/** The agents of the server as far as they are known. */
export const AgentList = v.object({
  status: v.picklist(['unknown', 'loading', 'ready', 'failed']),
  agents: v.array(Agent),
  failure: v.optional(ProbeFailure),
});
export type AgentList = v.InferOutput<typeof AgentList>;

/** A server that was set up. `waiting`: how many messages wait here until it is in use again. */
export const ServerEntry = v.object({ ...ServerProfile.entries, waiting: v.optional(Count) });
export type ServerEntry = v.InferOutput<typeof ServerEntry>;

/**
 * A room of the active server, as a list shows it. `unread`: complete messages of others, not seen yet.
 * `waiting`: messages of ours that have not gone out.
 */
export const RoomSummary = v.object({
  room: Room,
  preview: v.string(),
  at: Timestamp,
  unread: Count,
  waiting: Count,
  /** The time of the newest message that was seen, in whichever view. */
  readAt: v.optional(Timestamp),
});
export type RoomSummary = v.InferOutput<typeof RoomSummary>;

/** The room whose conversation is open: its newest messages, oldest first, and what belongs to it. */
export const OpenRoom = v.object({
  room: Room,
  messages: v.array(Message),
  hasOlder: v.boolean(),
  activity: Activity,
  composerDisabled: v.boolean(),
  draft: v.string(),
  /** The time of the newest message that was seen before. */
  readAt: v.optional(Timestamp),
});
export type OpenRoom = v.InferOutput<typeof OpenRoom>;

/**
 * All that a view shows. No `profile`: the setup. No `open`: the agents, or a room by hand.
 * Else: the conversation.
 */
export const ViewState = v.object({
  profile: v.nullable(DescribedServer),
  /** All that were set up, the one that was in use last first. */
  servers: v.array(ServerEntry),
  agents: AgentList,
  rooms: v.array(RoomSummary),
  connection: ConnectionState,
  open: v.nullable(OpenRoom),
  /** The title of the conversation that was open until the server deleted it. */
  closedRoomTitle: v.optional(v.string()),
  settings: Settings,
  /** The server's origin, where the browser does not let us read from it. */
  blocked: v.optional(v.string()),
  /** Until when the server answers no requests of ours (429). */
  limitedUntil: v.optional(Timestamp),
  /** What the browser's storage said when it failed: from then on all is kept in memory alone. */
  storageFault: v.optional(v.string()),
});
export type ViewState = v.InferOutput<typeof ViewState>;

/** What changed since the snapshot; committed before it is announced, streams and activity excepted. */
export const ViewChange = v.variant('type', [
  Change,
  v.object({ type: v.literal('profile'), profile: v.nullable(DescribedServer) }),
  v.object({ type: v.literal('servers'), servers: v.array(ServerEntry) }),
  v.object({ type: v.literal('agents'), agents: AgentList }),
  v.object({ type: v.literal('rooms'), rooms: v.array(RoomSummary) }),
  v.object({ type: v.literal('connection'), connection: ConnectionState }),
  /** `closedRoomTitle`: the title of the room that was open until the server deleted it. */
  v.object({ type: v.literal('open'), open: v.nullable(OpenRoom), closedRoomTitle: v.optional(v.string()) }),
  v.object({ type: v.literal('draft'), roomId: RoomId, text: v.string() }),
  v.object({ type: v.literal('settings'), settings: Settings }),
  v.object({ type: v.literal('blocked'), origin: v.optional(v.string()) }),
  v.object({ type: v.literal('limited'), until: v.optional(Timestamp) }),
  v.object({ type: v.literal('storage'), fault: v.string() }),
]);
export type ViewChange = v.InferOutput<typeof ViewChange>;

/** Why an ask was not done. Nothing was changed by it. */
export const AskFailure = v.variant('code', [
  ProbeFailure,
  FailureReason,
  /** The server answered with an error; its words and HTTP status. */
  v.object({ code: v.literal('server-error'), error: v.string(), status: v.number() }),
  /** What answered is no answer of ElizaOS to what was asked: whatever the server did, nothing was changed here. */
  v.object({ code: v.literal('not-understood'), host: v.string() }),
  /** There is no such room, message or agent, or no server is set up. */
  v.object({ code: v.literal('not-found'), what: v.string() }),
  /** The browser's storage failed; its words. */
  v.object({ code: v.literal('storage'), error: v.string() }),
  /** Another server that was set up has that address. */
  v.object({ code: v.literal('address-taken'), host: v.string() }),
  v.object({ code: v.literal('invalid'), field: v.string(), error: v.string() }),
]);
export type AskFailure = v.InferOutput<typeof AskFailure>;

/** Answers `load-older`, oldest first. */
export const OlderPage = v.object({ messages: v.array(Message), hasOlder: v.boolean() });
export type OlderPage = v.InferOutput<typeof OlderPage>;

export const AskResult = v.variant('ok', [
  v.object({
    ok: v.literal(true),
    report: v.optional(DiagnosticsReport),
    checked: v.optional(Checked),
    older: v.optional(OlderPage),
    uploaded: v.optional(v.object({ url: v.string(), contentType: v.string() })),
  }),
  v.object({ ok: v.literal(false), failure: AskFailure }),
]);
export type AskResult = v.InferOutput<typeof AskResult>;

export const ToView = v.variant('type', [
  v.object({ type: v.literal('snapshot'), state: ViewState }),
  v.object({ type: v.literal('changes'), changes: v.array(ViewChange) }),
  v.object({ type: v.literal('reply'), requestId: v.number(), result: AskResult }),
]);
export type ToView = v.InferOutput<typeof ToView>;

/** So often what is not of the contract is looked for: an entry may hide others. */
const LOOKS = 4;

/**
 * What a worker said. What is not of the contract is taken out of it, an entry of a list at a time, so that one
 * message or room that cannot be read does not cost the others; `onLost` hears where it stood. Undefined where
 * nothing is left. Changes `value`.
 */
export const readToView = (value: unknown, onLost: (path: string) => void): ToView | undefined => {
  for (let look = 0; look < LOOKS; look += 1) {
    const read = v.safeParse(ToView, value);
    if (read.success) return read.output;
    for (const { path } of read.issues) takeOut(path ?? [], look > 0, onLost);
  }
  return undefined;
};

type Path = readonly v.IssuePathItem[];

/** Takes the innermost entry of a list out, else a field; `whole`: the field of the state that it is in. */
const takeOut = (path: Path, whole: boolean, onLost: (path: string) => void): void => {
  onLost(path.map(({ key }) => String(key)).join('.'));
  const entry = path.findLast(({ type }) => type === 'array');
  const field = path.at(whole ? 1 : -1);
  if (entry && Array.isArray(entry.input)) {
    const index = entry.input.indexOf(entry.value);
    if (index >= 0) entry.input.splice(index, 1);
  } else if (field) {
    const holder = field.input as Record<string, unknown>;
    if (whole) holder[String(field.key)] = null;
    else delete holder[String(field.key)];
  }
};
