import * as v from 'valibot';
import { CheckName } from '../diagnostics/report.ts';
import { SendMode, TransportChoice } from '../model/connection.ts';
import { Count } from '../model/count.ts';
import { AgentId, EntityId, MessageId, ProfileId, RoomId } from '../model/ids.ts';
import { Attachment, Message } from '../model/message.ts';
import { Room } from '../model/room.ts';
import { Settings } from '../model/settings.ts';
import { Timestamp } from '../model/time.ts';

/** The name under which a view opens its port to the worker. */
export const PORT_NAME = 'parley';

/** What is secret comes in and never goes out again. */
const Secrets = { key: v.optional(v.string()), token: v.optional(v.string()) };

/** What a view may ask of the worker. */
export const Ask = v.variant('type', [
  /** Find out what answers at `address`; where it is a server of ours, it becomes the active one. */
  v.object({ type: v.literal('probe'), address: v.string(), ...Secrets }),
  v.object({ type: v.literal('switch-server'), id: ProfileId }),
  /**
   * What is absent stays as it is; a secret of '' is removed. To another address the server moves with all
   * that is kept of it, once it has answered there.
   */
  v.object({
    type: v.literal('edit-server'),
    id: ProfileId,
    name: v.optional(v.string()),
    address: v.optional(v.string()),
    mode: v.optional(SendMode),
    transports: v.optional(TransportChoice),
    ...Secrets,
  }),
  /** Removes it with its key and all that is stored of its conversations. */
  v.object({ type: v.literal('remove-server'), id: ProfileId }),
  v.object({ type: v.literal('refresh-agents') }),
  /** Open the conversation with an agent, the newest one if there are several. */
  v.object({ type: v.literal('open-agent'), agentId: AgentId }),
  /** The document's configuration: a room by its id. */
  v.object({ type: v.literal('join-room'), roomId: RoomId, entityId: EntityId, userName: v.string() }),
  v.object({ type: v.literal('open-room'), roomId: RoomId }),
  /** All messages of the room up to `at` have been seen; that never moves back. */
  v.object({ type: v.literal('mark-read'), roomId: RoomId, at: Timestamp }),
  /** Begin another conversation with the agent of the open room. */
  v.object({ type: v.literal('new-conversation') }),
  /** On the server too, where it knows of names, as it does for the next two. */
  v.object({ type: v.literal('rename-room'), roomId: RoomId, title: v.string() }),
  v.object({ type: v.literal('clear-room'), roomId: RoomId }),
  v.object({ type: v.literal('delete-room'), roomId: RoomId }),
  /** Keep the room, and of these messages what is not here yet. Nothing of it is sent. */
  v.object({ type: v.literal('import-room'), room: Room, messages: v.array(Message) }),
  /** Begin a conversation with several agents. */
  v.object({ type: v.literal('new-group'), name: v.string(), agentIds: v.array(AgentId) }),
  /** Take an agent into a group, or out of it. */
  v.object({ type: v.literal('change-agent'), roomId: RoomId, agentId: AgentId, member: v.boolean() }),
  /** Back to the agents of the server. */
  v.object({ type: v.literal('close-room') }),
  /** Back to the setup. What is stored of the server's conversations stays. */
  v.object({ type: v.literal('leave-server') }),
  /**
   * The view mints the id, so that asking again after a broken port cannot send twice. The reply comes
   * once the message is committed: only then may the composer be cleared.
   */
  v.object({
    type: v.literal('send'),
    roomId: RoomId,
    messageId: MessageId,
    text: v.string(),
    attachments: v.optional(v.array(Attachment)),
    /** The message of ours that it is written in place of. */
    edits: v.optional(MessageId),
  }),
  v.object({ type: v.literal('retry'), roomId: RoomId, messageId: MessageId }),
  /** Delete a message here, for good; the server is not asked. Nothing that is on its way. */
  v.object({ type: v.literal('discard'), roomId: RoomId, messageId: MessageId }),
  /** Messages older than the oldest one shown; they come with the reply, to the view that asked alone. */
  v.object({
    type: v.literal('load-older'),
    roomId: RoomId,
    before: MessageId,
    /** So many of those that are stored here, for who goes a long way back; a page unless told otherwise. */
    limit: v.optional(Count),
  }),
  v.object({ type: v.literal('save-draft'), roomId: RoomId, text: v.string() }),
  /** Show no more of what is being answered. With a message: show of this one what came nevertheless. */
  v.object({ type: v.literal('stop'), roomId: RoomId, reveal: v.optional(MessageId) }),
  /** Upload a file for the room, from the address that the view gave it (`blob:`). */
  v.object({ type: v.literal('upload'), roomId: RoomId, blob: v.string(), name: v.string() }),
  v.object({ type: v.literal('cancel-upload'), blob: v.string() }),
  /** Tells the others in the room, where its server relays that. */
  v.object({ type: v.literal('typing'), roomId: RoomId, isTyping: v.boolean() }),
  /** The user lifts what a `controlMessage` imposed. */
  v.object({ type: v.literal('enable-composer'), roomId: RoomId }),
  v.object({ type: v.literal('connect-now') }),
  v.object({ type: v.literal('change-identity'), entityId: EntityId, userName: v.string() }),
  v.object({ type: v.literal('change-settings'), settings: Settings }),
  /**
   * What the worker has seen. With `after`, the last entry that the view knows of the log: once there is
   * another, and the newer ones alone.
   */
  v.object({ type: v.literal('diagnose'), after: v.optional(Count) }),
  /** Write down in the log what a view threw; without keys, and without what was said. */
  v.object({ type: v.literal('note-fault'), words: v.string() }),
  /** Asks the active server one question, and says what came of it. */
  v.object({ type: v.literal('check'), what: CheckName }),
]);
export type Ask = v.InferOutput<typeof Ask>;

export const ToWorker = v.object({ requestId: v.number(), ask: Ask });
export type ToWorker = v.InferOutput<typeof ToWorker>;

/** Reads a message to the worker; undefined where it is not of the contract. */
export const readToWorker = (value: unknown): ToWorker | undefined => {
  const read = v.safeParse(ToWorker, value);
  return read.success ? read.output : undefined;
};
