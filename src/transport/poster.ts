import type { Api } from '../api/client.ts';
import type { ApiResult } from '../api/request.ts';
import type { Clock } from '../model/clock.ts';
import type { RoomId } from '../model/ids.ts';
import type { Room } from '../model/room.ts';
import type { Codec } from '../wire/codec.ts';
import type { Posted } from '../wire/decode-rest.ts';
import type { Draft, PostMode } from '../wire/encode.ts';
import type { WireEvent, WireMessage } from '../wire/events.ts';
import type { StreamFrame } from '../wire/sse.ts';
import { chunkEvent, type Post, replyEvent, rowEvent } from './post.ts';
import { endReply, failureEvents } from './post-failure.ts';
import { closed, logReceived, type TransportEvent } from './transport.ts';

/** How long the server may take to tell that it has the message, in milliseconds; `sync` tells it at the end. */
const ACCEPT_MS = 30_000;
/** How long an agent may think about its reply, and how long a stream may pause, in milliseconds. */
const REPLY_MS = 5 * 60_000;

/** Posts messages over REST, and reports their answers as the events that a socket would have brought. */
export interface Poster {
  send(room: Room, draft: Draft): void;
  /** Ends the requests of a room. Returns whether that ends replies. */
  stop(roomId: RoomId): boolean;
  /** Whether a message of the room is on its way, not yet accepted by the server. */
  isPosting(roomId: RoomId): boolean;
  isBusy(): boolean;
  /** Ends all requests; nothing is reported any more. */
  close(): void;
}

export interface PosterDeps {
  api: Api;
  codec: Codec;
  mode: PostMode;
  /** Whether there is no other route, by which a message might be sent again. */
  isOnly?: boolean | undefined;
  clock: Clock;
  /** A message of the room was accepted by the server, or its request ended. */
  onPosted?: (roomId: RoomId) => void;
}

export const createPoster = (deps: PosterDeps, onEvent: (event: TransportEvent) => void): Poster => {
  const { api, codec, mode, isOnly = false, clock, onPosted = () => {} } = deps;
  const { hasHistory } = codec.capabilities;
  const posts = new Set<Post>();
  let isClosed = false;

  /** Reports an event; what is received is noted before. */
  const report = (event: TransportEvent): void => {
    if (event.type === 'event') onEvent(logReceived(event.event.type, event.event.type, event.event));
    onEvent(event);
  };
  const hear = (event: WireEvent): void => report({ type: 'event', event });

  const abort = (post: Post, why: NonNullable<Post['ended']>): void => {
    post.ended ??= why;
    post.controller.abort();
  };

  const accept = (post: Post, row: WireMessage): void => {
    if (post.row) return;
    post.row = row;
    post.rowAt = clock.now();
    hear(rowEvent(post, row, hasHistory));
    onPosted(post.room.id);
  };

  const answer = (post: Post, reply: WireMessage): void => {
    post.isAnswered = true;
    hear(replyEvent(post, reply, hasHistory, clock.now()));
    // The server answers the newest message; of what it was answering before, nothing follows.
    for (const older of posts) {
      if (older === post) return;
      if (older.room.id === post.room.id && older.row) abort(older, 'superseded');
    }
  };

  const breakOff = (post: Post, error: string): void => {
    for (const event of endReply(post, error)) report(event);
    post.isAnswered = true;
  };

  const readFrame = (post: Post, frame: StreamFrame): void => {
    switch (frame.type) {
      case 'user-message':
        accept(post, frame.message);
        break;
      case 'chunk':
        post.streamId ??= frame.serverId;
        hear(chunkEvent(post, frame));
        break;
      case 'done':
        answer(post, frame.reply);
        break;
      case 'error':
        breakOff(post, frame.error);
        break;
      default:
        frame satisfies never;
    }
  };

  const finish = (post: Post, result: ApiResult<Posted | 'streamed'>): void => {
    if (!result.ok) {
      if (!post.row) onPosted(post.room.id);
      for (const event of failureEvents(post, result.error, { mode, hasHistory, isOnly })) report(event);
      return;
    }
    if (post.ended) return;
    if (result.value === 'streamed') {
      if (post.row) breakOff(post, 'the stream ended before the reply did');
      // Something between here and the server lets no stream through.
      else onEvent(closed('the stream was empty', true));
      return;
    }
    const { message, reply, knowsNoModes } = result.value;
    accept(post, message);
    if (reply) answer(post, reply);
    else if (mode === 'websocket') return;
    else if (knowsNoModes) onEvent({ type: 'answered-elsewhere', roomId: post.room.id });
    else breakOff(post, 'no answer came');
  };

  const run = async (post: Post): Promise<void> => {
    let cancelTimeout = (): void => {};
    const timeOutAfter = (ms: number): void => {
      cancelTimeout();
      cancelTimeout = clock.after(ms, () => abort(post, 'timeout'));
    };
    timeOutAfter(mode === 'sync' ? REPLY_MS : ACCEPT_MS);
    onEvent({ type: 'log', direction: 'out', name: `POST ${mode}`, detail: 'send', payload: post.body });
    const result = await api.post(post.room.id, post.body, {
      signal: post.controller.signal,
      onFrame: (frame) => {
        if (post.ended) return;
        timeOutAfter(REPLY_MS);
        readFrame(post, frame);
      },
      onUndecodable: (reason) => onEvent({ type: 'undecodable', reason }),
    });
    cancelTimeout();
    posts.delete(post);
    finish(post, result);
  };

  return {
    send: (room, draft) => {
      if (isClosed) return;
      const post = newPost(room, draft, codec.post(room, draft, mode));
      posts.add(post);
      void run(post);
    },
    stop: (roomId) => {
      const ours = [...posts].filter(({ room }) => room.id === roomId);
      for (const post of ours) abort(post, 'stopped');
      return ours.length > 0 && mode !== 'websocket';
    },
    isPosting: (roomId) => [...posts].some(({ room, row }) => room.id === roomId && !row),
    isBusy: () => posts.size > 0,
    close: () => {
      isClosed = true;
      for (const post of posts) abort(post, 'closed');
    },
  };
};

const newPost = (room: Room, { messageId }: Draft, body: object): Post => ({
  room,
  message: { roomId: room.id, messageId },
  body,
  controller: new AbortController(),
  ended: undefined,
  row: undefined,
  rowAt: 0,
  streamId: undefined,
  isAnswered: false,
});
