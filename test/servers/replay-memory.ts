import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { type Bindings, bindNew, render } from './replay-match.ts';
import { fixedOf, type Script } from './replay-trace.ts';

/** What such a server keeps in its database: the rooms that it made, by their ids. */
export type Memory = Map<string, Room>;

export interface Room {
  entityId: string;
  /** Whether it is the one room that `dm-channel` finds for the two. */
  isDirect: boolean;
  /** Its history, oldest first. */
  rows: Row[];
}

export type Row = Record<string, unknown> & { created_at: number };

/** What a client sent: the payload of its SEND_MESSAGE. */
export const Sent = v.looseObject({
  roomId: v.optional(v.string()),
  message: v.optional(v.string()),
  senderName: v.optional(v.string()),
  attachments: v.optional(v.array(v.unknown())),
  metadata: v.optional(v.record(v.string(), v.unknown())),
});
export type Sent = v.InferOutput<typeof Sent>;

export interface Saying {
  /** The broadcast as the trace has it. */
  traced: Record<string, unknown>;
  bindings: Bindings;
  /** The message, where it is the client's own; else it is the agent's answer to `inReplyTo`. */
  sent: Sent | undefined;
  inReplyTo: string | undefined;
  at: number;
}

/** Keeps a broadcast as a row of the trace's shape: its own row, or one by the same author. */
export const remember = (memory: Memory, script: Script, saying: Saying): void => {
  const { traced, bindings, sent, inReplyTo, at } = saying;
  const like =
    script.rows.get(String(traced.id)) ??
    [...script.rows.values()].find(({ authorId }) => authorId === traced.senderId);
  if (!like) throw new Error('the history of the trace has no row by this author');
  bindNew(like, fixedOf(script), bindings, randomUUID);
  const row = render(like, bindings, at) as Row;
  const common = { ...row, id: bindings.get(String(traced.id)) };
  const room = memory.get(String(row.channelId));
  if (!sent) {
    room?.rows.push({ ...common, inReplyToRootMessageId: inReplyTo });
    return;
  }
  const { message, metadata, attachments, senderName } = sent;
  room?.rows.push({
    ...common,
    content: message,
    rawMessage: sent,
    metadata: { ...(row.metadata as object), ...metadata, attachments, user_display_name: senderName },
  });
};
