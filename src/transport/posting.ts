import type { Api } from '../api/client.ts';
import type { ApiError } from '../api/request.ts';
import type { Clock } from '../model/clock.ts';
import type { EntityId, MessageId, RoomId, ServerMessageId } from '../model/ids.ts';
import type { Room } from '../model/room.ts';
import { later } from '../model/time.ts';
import { type Draft, encodePost } from '../wire/encode.ts';
import type { WireMessage } from '../wire/events.ts';
import { isTooLarge } from '../wire/refusal.ts';
import type { StreamFrame } from '../wire/sse.ts';
import { closeFor } from './not-there.ts';
import type { LineHandlers } from './transport.ts';

/** How long the server may take to say that it has the message, in milliseconds; `sync` says it at the end. */
const ACCEPT_MS = 30_000;
/** How long a reply may be thought about, and how long a stream may pause. */
const REPLY_MS = 5 * 60_000;

/** The words of a server to which `stream` is no mode. */
const KNOWS_NO_STREAM = /\b(modes?|transport|stream(s|ing)?)\b/i;
/** What a server, or a proxy before it, has not even begun with. */
const NOT_IMPLEMENTED = 501;

/** Messages posted over REST, their answers turned into what a socket would have brought. */
export interface Poster {
  send(room: Room, draft: Draft): void;
  stop(roomId: RoomId): boolean;
  /** Whether a message of the room is on its way, not yet taken by the server. */
  isPosting(roomId: RoomId): boolean;
  isBusy(): boolean;
  /** Ends all requests; nothing comes of them any more. */
  close(): void;
}

export interface PosterDeps {
  api: Api;
  mode: 'websocket' | 'stream' | 'sync';
  hasHistory: boolean;
  /** Whether there is no other road, on which a message might go out again. */
  isOnly?: boolean | undefined;
  clock: Clock;
  /** A message was taken by the server, or will not be on this line. */
  onPosted: (roomId: RoomId) => void;
}

interface Request {
  roomId: RoomId;
  messageId: MessageId;
  body: object;
  controller: AbortController;
  /** Why it was ended from here. */
  ended: 'stopped' | 'superseded' | 'closed' | 'timeout' | undefined;
  /** The row that the message became, and when we heard of it. */
  row: WireMessage | undefined;
  rowAt: number;
  /** The id of the reply that is being streamed. */
  streamId: ServerMessageId | undefined;
  isAnswered: boolean;
}

export const createPoster = (deps: PosterDeps, handlers: LineHandlers): Poster => {
  const { api, mode, hasHistory, isOnly, clock, onPosted } = deps;
  const requests = new Set<Request>();

  const end = (request: Request, why: NonNullable<Request['ended']>): void => {
    request.ended ??= why;
    request.controller.abort();
  };

  /**
   * A row carries the server's time, by which a history is ordered; where there is none, ours orders all. Whose it
   * is the answer need not say: it is what was posted.
   */
  const accept = (request: Request, room: Room, message: WireMessage): void => {
    const { roomId, messageId: clientId } = request;
    const { entityId: senderId } = room;
    if (request.row) return;
    request.row = message;
    request.rowAt = clock.now();
    handlers.onDecoded(
      hasHistory
        ? { type: 'broadcast', message: { ...message, roomId, clientId, senderId } }
        : { type: 'acknowledged', clientId, serverId: message.serverId, roomId },
    );
    onPosted(roomId);
  };

  /**
   * A reply by REST is neither broadcast nor kept by the server: what is told of here is all that there ever
   * is. It is given a time of the server's, for it has none of its own: no later row can be older.
   */
  const answer = (request: Request, room: Room, reply: WireMessage): void => {
    request.isAnswered = true;
    const since = request.row?.createdAt;
    const elapsed = Math.max(0, clock.now() - request.rowAt);
    handlers.onDecoded({
      type: 'broadcast',
      message: {
        ...reply,
        serverId: request.streamId ?? reply.serverId,
        roomId: room.id,
        senderId: authorOf(room),
        senderName: room.agentName,
        createdAt: hasHistory && since !== undefined ? later(since, 1 + elapsed) : undefined,
      },
    });
    // The server answers the newest message; of what it answered before, nothing comes any more.
    for (const older of requests) {
      if (older === request) return;
      if (older.roomId === room.id && older.row) end(older, 'superseded');
    }
  };

  const take = (request: Request, room: Room, frame: StreamFrame): void => {
    const { roomId } = request;
    switch (frame.type) {
      case 'user-message':
        accept(request, room, frame.message);
        break;
      case 'chunk': {
        const { serverId, chunk, index } = frame;
        request.streamId ??= serverId;
        const senderId = authorOf(room);
        handlers.onDecoded({ type: 'stream-chunk', serverId, roomId, senderId, chunk, index });
        break;
      }
      case 'done':
        answer(request, room, frame.reply);
        break;
      case 'error':
        breakOff(request, frame.error);
        break;
      default:
        frame satisfies never;
    }
  };

  /** No more of the reply is going to come. */
  const breakOff = (request: Request, error: string): void => {
    if (request.isAnswered) return;
    request.isAnswered = true;
    const { roomId, streamId } = request;
    handlers.onDecoded(
      streamId === undefined
        ? { type: 'complete', roomId }
        : { type: 'stream-error', serverId: streamId, roomId, error, partialText: undefined },
    );
  };

  /** Whether it is streams that do not come through, and another road might do. */
  const isUnfit = (status: number, words: string): boolean =>
    mode === 'stream' && !isOnly && (status === NOT_IMPLEMENTED || KNOWS_NO_STREAM.test(words));

  const failed = (request: Request, error: ApiError): void => {
    const { roomId, messageId, body, row } = request;
    if (request.ended === 'closed' || request.ended === 'superseded') return;
    if (row || request.ended === 'stopped') breakOff(request, 'the answer broke off');
    if (row) {
      if (error.kind === 'network' && request.ended === undefined) handlers.onClosed('the answer broke off');
      return;
    }
    onPosted(roomId);
    if (request.ended === 'timeout') {
      handlers.onUnsettled(roomId, messageId, { code: 'not-taken' });
      return;
    }
    if (request.ended) {
      handlers.onUnsettled(roomId, messageId);
      return;
    }
    switch (error.kind) {
      case 'network':
      case 'redirect':
      case 'stranger':
      case 'timeout':
        handlers.onClosed('the request failed');
        break;
      case 'unsent':
        handlers.onUnsettled(roomId, messageId, false);
        closeFor(error.cause, handlers);
        break;
      case 'undecodable':
        handlers.onUndecodable(error.reason);
        handlers.onUnsettled(roomId, messageId, { code: 'not-taken' });
        break;
      case 'status': {
        const { status, error: words } = error;
        const isFault = status >= 500 && status !== NOT_IMPLEMENTED;
        // Without a history nobody can look: an error of the server's own then says nothing.
        const refusal = status !== 429 && (hasHistory || !isFault) ? words : undefined;
        if (status === 401) handlers.onRefused(`Unauthorized: ${words}`);
        else if (isTooLarge(status, words)) {
          breakOff(request, words);
          handlers.onUnsettled(roomId, messageId, { code: 'too-large', bytes: bytesOf(body) });
        } else if (isUnfit(status, words)) {
          // It goes out again on the next road; where that can be looked up, not before it was.
          if (!hasHistory && !isFault) handlers.onUnsettled(roomId, messageId, false);
          handlers.onClosed(words, true);
        } else {
          // Whether or not the server has it: it is not going to be answered.
          breakOff(request, words);
          handlers.onUnsettled(roomId, messageId, refusal);
        }
        break;
      }
      default:
        error satisfies never;
    }
  };

  const run = async (request: Request, room: Room): Promise<void> => {
    let stopWaiting = (): void => {};
    const wait = (ms: number): void => {
      stopWaiting();
      stopWaiting = clock.after(ms, () => end(request, 'timeout'));
    };
    wait(mode === 'sync' ? REPLY_MS : ACCEPT_MS);
    const { body } = request;
    handlers.onSent(`POST ${mode}`, 'send', body);
    const result = await api.post(room.id, body, {
      signal: request.controller.signal,
      onFrame: (frame) => {
        if (request.ended) return;
        wait(REPLY_MS);
        take(request, room, frame);
      },
      onUndecodable: handlers.onUndecodable,
    });
    stopWaiting();
    requests.delete(request);
    if (!result.ok) failed(request, result.error);
    if (!result.ok || request.ended) return;
    if (result.value === 'streamed') {
      if (request.row) breakOff(request, 'the stream ended before the reply did');
      // Something on the way lets no stream through.
      else handlers.onClosed('the stream was empty', true);
      return;
    }
    const { message, reply, knowsNoModes } = result.value;
    accept(request, room, message);
    if (reply) answer(request, room, reply);
    else if (mode !== 'websocket') {
      if (knowsNoModes) handlers.onAnsweredElsewhere(room.id);
      else breakOff(request, 'no answer came');
    }
  };

  return {
    send: (room, draft) => {
      const request: Request = {
        roomId: room.id,
        messageId: draft.messageId,
        body: encodePost(room, draft, mode),
        controller: new AbortController(),
        ended: undefined,
        row: undefined,
        rowAt: 0,
        streamId: undefined,
        isAnswered: false,
      };
      requests.add(request);
      void run(request, room);
    },
    stop: (roomId) => {
      const ours = [...requests].filter((request) => request.roomId === roomId);
      for (const request of ours) end(request, 'stopped');
      return ours.length > 0 && mode !== 'websocket';
    },
    isPosting: (roomId) => [...requests].some((request) => request.roomId === roomId && !request.row),
    isBusy: () => requests.size > 0,
    close: () => {
      for (const request of requests) end(request, 'closed');
    },
  };
};

const bytesOf = (body: object): number => new TextEncoder().encode(JSON.stringify(body)).length;

/** Who answers: a reply by REST names no sender. */
const authorOf = ({ agentId, id }: Room): EntityId => (agentId ?? id) as string as EntityId;
