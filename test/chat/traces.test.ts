import { describe, expect, it } from 'vitest';
import type { AgentId, EntityId, MessageId, RoomId } from '../../src/model/ids.ts';
import type { Attachment, Message } from '../../src/model/message.ts';
import { decodeEvent } from '../../src/wire/decode.ts';
import { type Conversation, startConversation } from '../harness/conversation.ts';
import { own, ROOM } from '../harness/nouns.ts';
import { readExpected, readTrace } from '../wire/trace.ts';

/** The frame of a trace that sends a message as we send it. */
interface Sent {
  payload: {
    roomId: RoomId;
    senderId: EntityId;
    senderName: string;
    message: string;
    messageId: MessageId;
    attachments?: Attachment[];
  };
}

/**
 * What a real server said from the first word to the deletion of the room, as one conversation: each line
 * heard, each message of ours put down when the client of the trace sent it. `until` names the first event
 * that is not heard any more.
 */
const hearTrace = (version: string, until: string): Conversation => {
  const lines = readTrace(version);
  const expected = readExpected(version);
  const first = lines.find((_line, index) => expected[index]?.is === 'send');
  const { roomId, senderId } = sentBy(first?.args);
  const conversation = startConversation({
    ...ROOM,
    id: roomId,
    entityId: senderId,
    agentId: 'b850bc30-45f8-0041-a00a-83df46d8555d' as AgentId,
  });
  const queued = new Set<MessageId>();
  for (const [index, line] of lines.entries()) {
    if (line.recv === until) return conversation;
    if (expected[index]?.is === 'send') {
      const { messageId, message, senderName, attachments = [] } = sentBy(line.args);
      if (queued.has(messageId)) continue;
      queued.add(messageId);
      conversation.put(
        own(messageId, {
          roomId,
          authorId: senderId,
          authorName: senderName,
          text: message,
          attachments,
          at: conversation.now(),
          delivery: { type: 'sending' },
        }),
      );
    } else if (line.recv !== undefined) {
      const decoded = decodeEvent(line.recv, line.args ?? []);
      if (!decoded.ok) throw new Error(decoded.reason);
      conversation.hear(decoded.value);
    }
  }
  return conversation;
};

const sentBy = (args: unknown): Sent['payload'] => (args as [Sent])[0].payload;

const line = (message: Message): string => {
  const state =
    message.type === 'own'
      ? [message.delivery.type, 'twice' in message.delivery ? 'twice' : ''].join(' ').trim()
      : message.reply;
  const attached = message.attachments.map(({ title }) => ` [${title}]`).join('');
  return `${message.authorName}: ${message.text}${attached} (${state})`;
};

const STREAMED = 'Eliza: Hello from the real server, this is a **markdown** reply. (complete)';
const PLAIN = 'Eliza: You said something, I am the **real** server. (complete)';
const HELLO = 'Extension User: hello (sent twice)';
const byRest = (mode: string) => `Extension User: hello by ${mode} (sent)`;
const SEE_THIS = 'Extension User: see this [dot.png] (sent)';

/**
 * "hello" was sent twice under one id, was stored twice, and stands here once. Of the three messages by
 * REST 1.7.2 broadcast one alone, the older ones all of them.
 */
const BEFORE_DELETION: Record<string, string[]> = {
  '1.5.8': [
    HELLO,
    PLAIN,
    PLAIN,
    byRest('websocket'),
    PLAIN,
    byRest('sync'),
    PLAIN,
    byRest('stream'),
    PLAIN,
    SEE_THIS,
    PLAIN,
  ],
  '1.6.5': [
    HELLO,
    PLAIN,
    PLAIN,
    byRest('websocket'),
    PLAIN,
    byRest('sync'),
    PLAIN,
    byRest('stream'),
    PLAIN,
    SEE_THIS,
    PLAIN,
  ],
  '1.7.2': [HELLO, STREAMED, STREAMED, byRest('websocket'), STREAMED, SEE_THIS, STREAMED],
};

describe.each(Object.entries(BEFORE_DELETION))(
  'the trace of ElizaOS %s as one conversation',
  (version, all) => {
    it('reads as it was said', () => {
      expect(hearTrace(version, 'messageDeleted').messages().map(line)).toEqual(all);
    });

    it('leaves nothing open: no stream, no thinking, no message without its answer', () => {
      const conversation = hearTrace(version, 'messageDeleted');
      const messages = conversation.messages();
      expect(conversation.activity()).toEqual({ typing: [] });
      expect(messages.filter(({ serverTime }) => !serverTime)).toEqual([]);
      expect(new Set(messages.map(({ serverId }) => serverId)).size).toBe(messages.length);
    });

    it('loses the message that the server deleted, and no other', () => {
      const before = hearTrace(version, 'messageDeleted')
        .messages()
        .map(({ id }) => id);
      const after = hearTrace(version, 'channelCleared')
        .messages()
        .map(({ id }) => id);
      expect(before.filter((id) => !after.includes(id))).toEqual([before[2]]);
      expect(after).toHaveLength(before.length - 1);
    });

    it('is empty once the server cleared the room', () => {
      expect(hearTrace(version, 'channelDeleted').messages()).toEqual([]);
    });
  },
);
