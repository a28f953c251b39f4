import type { ApiError } from '../api/request.ts';
import type { FailureReason } from '../model/message.ts';
import type { PostMode } from '../wire/encode.ts';
import { isTooLarge } from '../wire/refusal.ts';
import { endingOf, unauthorized } from './endings.ts';
import { type Post, replyEndedEvent } from './post.ts';
import { closed, type TransportEvent } from './transport.ts';

/** The words of a server to which `stream` is no mode. */
const KNOWS_NO_STREAM = /\b(modes?|transport|stream(s|ing)?)\b/i;
/** HTTP status of what a server, or a proxy before it, has not even begun with. */
const NOT_IMPLEMENTED = 501;

const BROKEN_OFF = 'the answer broke off';

/** What a failed post is judged by besides its error. */
export interface PostContext {
  mode: PostMode;
  hasHistory: boolean;
  /** Whether there is no other route by which the message could be sent again. */
  isOnly: boolean;
}

/** What to report of a post whose request failed; nothing where it was given up from here. */
export const failureEvents = (post: Post, error: ApiError, context: PostContext): TransportEvent[] => {
  const { ended, row } = post;
  const brokenOff = endReply(post, BROKEN_OFF);
  switch (ended) {
    case 'closed':
    case 'superseded':
      return [];
    case 'stopped':
      return row ? brokenOff : [...brokenOff, uncertain(post)];
    case 'timeout':
      return row ? brokenOff : [uncertain(post, { type: 'not-taken' })];
    case undefined:
      if (!row) return errorEvents(post, error, context);
      return error.type === 'network' ? [...brokenOff, closed(BROKEN_OFF)] : brokenOff;
    default:
      return ended satisfies never;
  }
};

/** The request ended by itself before the server had told of the message's row. */
const errorEvents = (post: Post, error: ApiError, context: PostContext): TransportEvent[] => {
  switch (error.type) {
    case 'network':
    case 'redirect':
    case 'stranger':
    case 'timeout':
      return [closed('the request failed')];
    case 'unsent':
      return [unsent(post), endingOf(error.cause)];
    case 'undecodable':
      return [{ type: 'undecodable', reason: error.reason }, uncertain(post, { type: 'not-taken' })];
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
    return [...endReply(post, words), uncertain(post, { type: 'too-large', bytes: bytesOf(post.body) })];
  }
  // Where streams do not come through, another route may do.
  const isNoStream = status === NOT_IMPLEMENTED || KNOWS_NO_STREAM.test(words);
  if (mode === 'stream' && !isOnly && isNoStream) {
    // Where the message can be looked up, that comes before it is sent again.
    return [...(hasHistory || isFault ? [] : [unsent(post)]), closed(words, true)];
  }
  // A limit is no refusal; without a history, an error of the server's own says nothing of the message either.
  const isRefusal = status !== 429 && (hasHistory || !isFault);
  return [
    ...endReply(post, words),
    uncertain(post, isRefusal ? { type: 'refused', error: words } : undefined),
  ];
};

/** Ends the reply where it has not ended yet. */
export const endReply = (post: Post, error: string): TransportEvent[] =>
  post.isAnswered ? [] : [{ type: 'event', event: replyEndedEvent(post, error) }];

const uncertain = ({ message }: Post, reason?: FailureReason): TransportEvent => ({
  type: 'uncertain',
  ...message,
  reason,
});

const unsent = ({ message }: Post): TransportEvent => ({ type: 'unsent', ...message });

const bytesOf = (body: object): number => new TextEncoder().encode(JSON.stringify(body)).length;
