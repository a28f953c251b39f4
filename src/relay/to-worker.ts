import * as v from 'valibot';
import { CheckName } from '../model/check-name.ts';
import { SendMode, TransportChoice } from '../model/connection.ts';
import { Count } from '../model/count.ts';
import { AgentId, EntityId, MessageId, ProfileId, RoomId } from '../model/ids.ts';
import { Attachment, Message } from '../model/message.ts';
import { Order } from '../model/order.ts';
import { Room } from '../model/room.ts';
import { SavedDraft } from '../model/saved-draft.ts';
import { Settings } from '../model/settings.ts';
import { Timestamp } from '../model/time.ts';

/** Secrets go to the worker and never back to a view. */
const Secrets = { key: v.optional(v.string()), token: v.optional(v.string()) };

/** A command of a view to the worker. */
export const Command = v.variant('type', [
  /** Identify the server at `address`; a supported one comes into use. */
  v.object({ type: v.literal('probe'), address: v.string(), ...Secrets }),
  v.object({ type: v.literal('switch-server'), id: ProfileId }),
  /**
   * Change a server. Absent fields stay; a secret of '' is removed. With another address, the server must answer
   * there; its stored conversations stay with it.
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
  /** Remove a server, its secrets and its stored conversations. */
  v.object({ type: v.literal('remove-server'), id: ProfileId }),
  v.object({ type: v.literal('refresh-agents') }),
  /** Open the newest conversation with an agent. */
  v.object({ type: v.literal('open-agent'), agentId: AgentId }),
  /** Join a room by its id, as the ElizaOS Messaging page describes it. */
  v.object({ type: v.literal('join-room'), roomId: RoomId, entityId: EntityId, userName: v.string() }),
  v.object({ type: v.literal('open-room'), roomId: RoomId }),
  /** The user has seen all messages up to the order. One that is above an earlier one is ignored. */
  v.object({ type: v.literal('mark-read'), roomId: RoomId, order: Order }),
  /** Begin another conversation with the agent of the open room. */
  v.object({ type: v.literal('new-conversation') }),
  /** Rename a room, here and on a server that has channels; so for the next two commands. */
  v.object({ type: v.literal('rename-room'), roomId: RoomId, title: v.string() }),
  v.object({ type: v.literal('clear-room'), roomId: RoomId }),
  v.object({ type: v.literal('delete-room'), roomId: RoomId }),
  /** Store the room, and those of the messages that are not stored yet. Nothing is sent. */
  v.object({ type: v.literal('import-room'), room: Room, messages: v.array(Message) }),
  /** Begin a conversation with several agents. */
  v.object({ type: v.literal('new-group'), name: v.string(), agentIds: v.array(AgentId) }),
  /** Add an agent to a group, or remove it. */
  v.object({ type: v.literal('change-agent'), roomId: RoomId, agentId: AgentId, member: v.boolean() }),
  /** Close the open room: views show the agents. */
  v.object({ type: v.literal('close-room') }),
  /** Leave the server: views show the setup. Its conversations stay stored. */
  v.object({ type: v.literal('leave-server') }),
  /**
   * Send a message. The view makes its id, so that a repeated command does not send twice. The result comes once
   * the message is committed: only then may the composer be cleared.
   */
  v.object({
    type: v.literal('send'),
    roomId: RoomId,
    messageId: MessageId,
    text: v.string(),
    attachments: v.optional(v.array(Attachment)),
    /** The message of ours that this one replaces. */
    edits: v.optional(MessageId),
    /** When the text, which was the draft, was sent: that draft is removed, unless a later one was saved. */
    draftAt: v.optional(Timestamp),
  }),
  v.object({ type: v.literal('retry'), roomId: RoomId, messageId: MessageId }),
  /** Delete a message here, not on the server. Fails for a message that is being sent. */
  v.object({ type: v.literal('discard'), roomId: RoomId, messageId: MessageId }),
  /** Load messages before `before`. They come with the result, to the asking view alone. */
  v.object({
    type: v.literal('load-older'),
    roomId: RoomId,
    before: MessageId,
    /** How many of the stored messages to load; a page unless given. */
    limit: v.optional(Count),
  }),
  /** Read on in the gap above the order `above`. */
  v.object({ type: v.literal('load-gap'), roomId: RoomId, above: Order }),
  /** A draft that was written before the one that is saved is ignored. */
  v.object({ type: v.literal('save-draft'), roomId: RoomId, ...SavedDraft.entries }),
  /** Stop the reply that is awaited or being written. With `reveal`: show the rest of that stopped reply. */
  v.object({ type: v.literal('stop'), roomId: RoomId, reveal: v.optional(MessageId) }),
  /** Upload a file for the room from a `blob:` URL of the view. */
  v.object({ type: v.literal('upload'), roomId: RoomId, blob: v.string(), name: v.string() }),
  v.object({ type: v.literal('cancel-upload'), blob: v.string() }),
  /** Tell the room's members that the user types, where the server relays that. */
  v.object({ type: v.literal('typing'), roomId: RoomId, isTyping: v.boolean() }),
  /** Enable the composer after a server's `controlMessage` had disabled it. */
  v.object({ type: v.literal('enable-composer'), roomId: RoomId }),
  v.object({ type: v.literal('connect-now') }),
  v.object({ type: v.literal('change-identity'), entityId: EntityId, userName: v.string() }),
  v.object({ type: v.literal('change-settings'), settings: Settings }),
  /**
   * Get the worker's log. With `after`, the id of the last entry that the view has: wait for the next entry, and
   * get the newer ones alone.
   */
  v.object({ type: v.literal('diagnose'), after: v.optional(Count) }),
  /** Log an error of a view. `words` must hold no keys and no texts of messages. */
  v.object({ type: v.literal('note-fault'), words: v.string() }),
  /** Make one of the requests of "Run the checks". */
  v.object({ type: v.literal('check'), what: CheckName }),
]);
export type Command = v.InferOutput<typeof Command>;

export const ToWorker = v.object({ requestId: v.number(), command: Command });
export type ToWorker = v.InferOutput<typeof ToWorker>;

/** Decodes a message of a view; undefined where it does not decode. */
export const readToWorker = (value: unknown): ToWorker | undefined => {
  const read = v.safeParse(ToWorker, value);
  return read.success ? read.output : undefined;
};
