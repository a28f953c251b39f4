import { randomUUID } from 'node:crypto';
import type { Server } from 'socket.io';
import type { RoomContext } from './context.ts';

export interface Question {
  roomId: string;
  text: string;
  metadata: Record<string, unknown>;
}

/**
 * Sends an agent's answer to the room: `messageBroadcast` with the document's five fields, then
 * `messageComplete`. A streaming server sends `messageStreamChunk`s before, and their `messageId` as the
 * broadcast's `id`, as ElizaOS does from 1.7 on. An empty answer is `messageComplete` only.
 */
export const broadcastAnswer = async (
  io: Server,
  { agent, ask, misbehaviour, stream, signal }: RoomContext,
  { roomId, text: question, metadata }: Question,
): Promise<void> => {
  const answer = ask(roomId, question);
  if (answer === undefined) return;
  const messageId = randomUUID();
  let text = '';
  let index = 0;
  for await (const chunk of answer) {
    text += chunk;
    if (!stream) continue;
    if (index === misbehaviour.cutStreamsAfter) return;
    io.to(roomId).emit('messageStreamChunk', {
      messageId,
      chunk,
      index,
      agentId: agent.id,
      channelId: roomId,
    });
    index += 1;
  }
  if (signal.aborted) return;
  if (text !== '') {
    const broadcast = { roomId, channelId: roomId, senderName: agent.name, text, metadata };
    io.to(roomId).emit('messageBroadcast', stream ? { ...broadcast, id: messageId } : broadcast);
  }
  io.to(roomId).emit('messageComplete', { roomId, channelId: roomId });
};
