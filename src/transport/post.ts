import type { EntityId, ServerMessageId } from '../model/ids.ts';
import type { Room } from '../model/room.ts';
import { later } from '../model/time.ts';
import type { WireEvent, WireMessage } from '../wire/events.ts';
import type { StreamFrame } from '../wire/sse.ts';
import type { MessageRef } from './transport.ts';

/** The request that carries a message of the user's, and what its answer has told so far. */
export interface Post {
  room: Room;
  message: MessageRef;
  body: object;
  controller: AbortController;
  /** Why the request was ended from here. */
  ended: 'stopped' | 'superseded' | 'closed' | 'timeout' | undefined;
  /** The row that the message became, and when it was told, in milliseconds since the epoch. */
  row: WireMessage | undefined;
  rowAt: number;
  /** The id of the reply that is being streamed. */
  streamId: ServerMessageId | undefined;
  /** Whether no more of the reply follows. */
  isAnswered: boolean;
}

/**
 * The server has the message, as `row`. Sender and id are those of the post, whatever the answer names. With a
 * history the row's time orders the conversation; without one the server's times are not used.
 */
export const rowEvent = ({ room, message }: Post, row: WireMessage, hasHistory: boolean): WireEvent => {
  const { roomId, messageId: clientId } = message;
  return hasHistory
    ? { type: 'broadcast', message: { ...row, roomId, clientId, senderId: room.entityId } }
    : { type: 'acknowledged', clientId, serverId: row.serverId, roomId };
};

export const chunkEvent = (
  { room }: Post,
  { serverId, chunk, index }: Extract<StreamFrame, { type: 'chunk' }>,
): WireEvent => ({
  type: 'stream-chunk',
  serverId,
  roomId: room.id,
  senderId: authorOf(room),
  chunk,
  index,
});

/**
 * The whole reply. A server neither broadcasts nor keeps a reply by REST (ElizaOS 1.7), and gives it no time: with a
 * history it gets the time of the row that it answers plus what has elapsed since, so that no later row is older.
 */
export const replyEvent = (post: Post, reply: WireMessage, hasHistory: boolean, now: number): WireEvent => {
  const { room, row, rowAt, streamId } = post;
  const since = hasHistory ? row?.createdAt : undefined;
  return {
    type: 'broadcast',
    message: {
      ...reply,
      serverId: streamId ?? reply.serverId,
      roomId: room.id,
      senderId: authorOf(room),
      senderName: room.agentName,
      createdAt: since === undefined ? undefined : later(since, 1 + Math.max(0, now - rowAt)),
    },
  };
};

/** The reply ends where it is; `error` says why. */
export const replyEndedEvent = ({ room, streamId }: Post, error: string): WireEvent =>
  streamId === undefined
    ? { type: 'complete', roomId: room.id }
    : { type: 'stream-error', serverId: streamId, roomId: room.id, error, partialText: undefined };

/** A reply by REST names no sender: it is the room's agent, or where none is known the room. */
const authorOf = ({ agentId, id }: Room): EntityId => (agentId ?? id) as string as EntityId;
