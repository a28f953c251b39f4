import type { ApiError } from '../api/request.ts';
import type { FailureReason } from '../model/message.ts';
import { isTooLarge } from '../wire/refusal.ts';
import { endingOf, unauthorized } from './endings.ts';
import { type Post, replyEndedEvent } from './post.ts';
import { closed, type TransportEvent } from './transport.ts';

/** The words of a server to which `stream` is no mode. */
const KNOWS_NO_STREAM = /\b(modes?|transport|stream(s|ing)?)\b/i;
/** HTTP status of what a server, or a proxy before it, has not even begun with. */
const NOT_IMPLEMENTED = 501;

/** What a failed post is judged by besides its error. */
export interface PostContext {
  mode: 'websocket' | 'stream' | 'sync';
  hasHistory: boolean;
  /** Whether there is no other route by which the message could be sent again. */
  isOnly: boolean;
}

/** What to report of a post whose request failed; nothing where it was given up from here. */
export const failureEvents = (post: Post, error: ApiError, context: PostContext): TransportEvent[] => {
  switch (post.ended) {
    case 'closed':
    case 'superseded':
      return [];
    case 'stopped':
    case 'timeout':
    case undefined:
      break;
    default:
      return post.ended satisfies never;
  }
  const brokenOff = endReply(post, 'the answer broke off');
  if (post.row) {
    const isCut = error.kind === 'network' && post.ended === undefined;
    return isCut ? [...brokenOff, closed('the answer broke off')] : brokenOff;
  }
  if (post.ended === 'stopped') return [...brokenOff, uncertain(post, undefined)];
  if (post.ended === 'timeout') return [uncertain(post, { code: 'not-taken' })];
  return errorEvents(post, error, context);
};

/** The request ended by itself before the server had told of the message's row. */
const errorEvents = (post: Post, error: ApiError, context: PostContext): TransportEvent[] => {
  switch (error.kind) {
    case 'network':
    case 'redirect':
    case 'stranger':
    case 'timeout':
      return [closed('the request failed')];
    case 'unsent':
      return [unsent(post), endingOf(error.cause)];
    case 'undecodable':
      return [{ type: 'undecodable', reason: error.reason }, uncertain(post, { code: 'not-taken' })];
    case 'status':
      return statusEvents(post, error.status, error.error, context);
    default:
      return error satisfies never;
  }
};

const statusEvents = (post: Post, status: number, words: string, context: PostContext): TransportEvent[] => {
  const { mode, hasHistory, isOnly } = context;
  const isFault = status >= 500 && status !== NOT_IMPLEMENTED;
  if (status === 401) return [unauthorized(words)];
  if (isTooLarge(status, words)) {
    return [...endReply(post, words), uncertain(post, { code: 'too-large', bytes: bytesOf(post.body) })];
  }
  // Where streams do not come through, another route may do.
  const isNoStream = status === NOT_IMPLEMENTED || KNOWS_NO_STREAM.test(words);
  if (mode === 'stream' && !isOnly && isNoStream) {
    // Where the message can be looked up, that comes before it is sent again.
    return [...(hasHistory || isFault ? [] : [unsent(post)]), closed(words, true)];
  }
  // A limit is no refusal; without a history, an error of the server's own says nothing of the message either.
  const isRefusal = status !== 429 && (hasHistory || !isFault);
  const reason: FailureReason | undefined = isRefusal ? { code: 'refused', error: words } : undefined;
  return [...endReply(post, words), uncertain(post, reason)];
};

/** Ends the reply where it has not ended yet. */
export const endReply = (post: Post, error: string): TransportEvent[] =>
  post.isAnswered ? [] : [replyEndedEvent(post, error)];

const uncertain = ({ room, messageId }: Post, reason: FailureReason | undefined): TransportEvent => ({
  type: 'uncertain',
  roomId: room.id,
  messageId,
  reason,
});

const unsent = ({ room, messageId }: Post): TransportEvent => ({
  type: 'unsent',
  roomId: room.id,
  messageId,
});

const bytesOf = (body: object): number => new TextEncoder().encode(JSON.stringify(body)).length;
