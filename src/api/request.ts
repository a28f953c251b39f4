import { parseJson } from '../model/json.ts';
import { answerMask } from '../model/mask.ts';
import { readTime } from '../model/time.ts';
import { errorWords } from '../wire/decode-rest.ts';
import { VERSION_PATH } from '../wire/paths.ts';
import { maybeFields } from '../wire/read.ts';
import { isRedirect } from './is-redirect.ts';
import { readText, TOO_LONG } from './read-pieces.ts';
import { retryAt } from './retry-at.ts';

/** How long a request may take, in milliseconds. (Measured: 81 ms for a page of a room of 10,000 messages.) */
export const REQUEST_TIMEOUT_MS = 10_000;

export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

/**
 * What answers at the address in the server's place. `portal`: a network that wants a sign-in. `other-dialect`:
 * an ElizaOS of another dialect than was set up.
 */
export type Stranger = 'not-elizaos' | 'old-socket-io' | 'portal' | 'other-dialect';

/**
 * `network`: no answer could be read; `fetch` does not tell "nothing listens" from "not allowed". `redirect`: the
 * answer was a redirect, which is not followed. `status`: the server answered with an error; `retryAt` is until
 * when a 429 asks to wait (ms since the epoch). `undecodable`: the answer is none to this request.
 */
export type RequestError =
  | { type: 'network' }
  | { type: 'redirect' }
  | { type: 'stranger'; stranger: Stranger }
  | { type: 'timeout'; seconds: number }
  | { type: 'status'; status: number; error: string; retryAt: number | undefined }
  | { type: 'undecodable'; reason: string };

/** `unsent`: the request was not sent, since the server could not be verified; `cause` says why. */
export type ApiError = RequestError | { type: 'unsent'; cause: RequestError };

export type ApiResult<T, E = ApiError> = { ok: true; value: T } | { ok: false; error: E };

/** A server, and how to send requests to it. */
export interface Endpoint {
  fetch: Fetch;
  address: string;
  key: string | undefined;
  token?: string | undefined;
  now: () => number;
  timeoutMs?: number;
  /** Aborts all requests to the endpoint. */
  signal?: AbortSignal;
  /** Called for each 429 with until when to wait (ms since the epoch). */
  onLimited?: (until: number) => void;
  /** Called for each request whose outcome tells whether the server can be used. */
  onOutcome?: (outcome: Outcome, path: string) => void;
}

/** The same endpoint without `onOutcome`: for requests whose outcome is only the caller's concern. */
export const quiet = ({ onOutcome: _, ...endpoint }: Endpoint): Endpoint => endpoint;

/** `read`: an answer was read. `wants-key`: the server wants another key. `unread`: no answer arrived. */
export type Outcome = 'read' | 'wants-key' | 'unread';

/**
 * A server's answer; `body` is the value of its JSON text, undefined where the text is no JSON. `date`: the server's
 * time (ms since the epoch), where the browser lets it be read: with a permission for the site, or where CORS exposes it.
 */
export interface Answer {
  status: number;
  date: number | undefined;
  body: unknown;
  text: string;
  retryAt: number | undefined;
}

const secretHeaders = ({ key, token }: Endpoint): Record<string, string> => ({
  ...(key !== undefined && { 'X-API-KEY': key }),
  ...(token !== undefined && { Authorization: `Bearer ${token}` }),
});

/** A request. */
export interface Question {
  /** GET unless given. */
  method?: string;
  /** A `FormData`, or a value that is sent as JSON. */
  body?: unknown;
  cancel?: AbortSignal;
  /** Whether to follow redirects: never with a change or a secret. */
  follow?: boolean;
}

/**
 * Sends a request. Resolves to the response of any status, its body unread; never rejects. A redirect is an
 * error unless `follow` is set, since it may lead to another server. `signal` aborts sending and reading.
 */
export const open = async (
  endpoint: Endpoint,
  path: string,
  { method = 'GET', body, follow = false }: Question,
  signal: AbortSignal,
): Promise<ApiResult<{ response: Response; retryAt: number | undefined }, RequestError>> => {
  const { fetch, address, now, onLimited, onOutcome, signal: leaving } = endpoint;
  const secrets = secretHeaders(endpoint);
  const isForm = body instanceof FormData;
  try {
    const response = await fetch(address + path, {
      method,
      signal: leaving ? AbortSignal.any([leaving, signal]) : signal,
      credentials: 'omit',
      cache: 'no-store',
      redirect: follow ? 'follow' : 'manual',
      headers: { ...(body !== undefined && !isForm && { 'Content-Type': 'application/json' }), ...secrets },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    });
    if (isRedirect(response)) return { ok: false, error: { type: 'redirect' } };
    const outcome = outcomeOf(response.status, path);
    if (outcome && !leaving?.aborted) onOutcome?.(outcome, path);
    const limitedUntil = response.status === 429 ? retryAt(response.headers, now()) : undefined;
    if (limitedUntil !== undefined) onLimited?.(limitedUntil);
    return { ok: true, value: { response, retryAt: limitedUntil } };
  } catch {
    if (!signal.aborted && !leaving?.aborted) onOutcome?.('unread', path);
    return { ok: false, error: { type: 'network' } };
  }
};

/** Reads the JSON texts that a server sends, without the secrets that it was sent. */
export const answerParser = ({ key, token }: Endpoint): ((text: string) => unknown) => {
  const masked = answerMask([key, token]);
  return (text) => masked(parseJson(text));
};

/** Reads the body of a response. A body that breaks off is a `network` error, one that is too long `undecodable`. */
export const readAnswer = async (
  endpoint: Endpoint,
  { response, retryAt }: { response: Response; retryAt: number | undefined },
): Promise<ApiResult<Answer, RequestError>> => {
  try {
    const text = await readText(response);
    if (text === undefined) return { ok: false, error: { type: 'undecodable', reason: TOO_LONG } };
    const { status, headers } = response;
    const date = readTime(headers.get('Date') ?? undefined);
    return { ok: true, value: { status, date, body: answerParser(endpoint)(text), text, retryAt } };
  } catch {
    return { ok: false, error: { type: 'network' } };
  }
};

/** Sends a request and reads the whole answer, of any status. Never rejects. */
export const request = async (
  endpoint: Endpoint,
  path: string,
  question: Question = {},
): Promise<ApiResult<Answer, RequestError>> => {
  const { timeoutMs = REQUEST_TIMEOUT_MS } = endpoint;
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = question.cancel ? AbortSignal.any([timeout, question.cancel]) : timeout;
  const opened = await open(endpoint, path, question, signal);
  const answer = opened.ok ? await readAnswer(endpoint, opened.value) : opened;
  if (!answer.ok && answer.error.type === 'network' && timeout.aborted) {
    return { ok: false, error: { type: 'timeout', seconds: timeoutMs / 1000 } };
  }
  return answer;
};

/** The error that an answer reports by its status, or by `{success: false}` with words; undefined where it is none. */
export const errorIn = (
  answer: Pick<Answer, 'status' | 'body' | 'retryAt'>,
): Extract<RequestError, { type: 'status' }> | undefined => {
  const { status, body, retryAt } = answer;
  const words = errorWords(body);
  const saysNo = status >= 400 || (words !== undefined && maybeFields(body).success === false);
  return saysNo ? { type: 'status', status, error: words ?? `HTTP ${status}`, retryAt } : undefined;
};

/**
 * ElizaOS answers 403 to single requests that it forbids. Only a proxy answers 403 to the request for the
 * version, and so wants a key. A 429 and a 5xx do not tell whether the key is right.
 */
const outcomeOf = (status: number, path: string): Outcome | undefined => {
  if (status === 401 || (status === 403 && path === VERSION_PATH)) return 'wants-key';
  return status < 500 && status !== 429 ? 'read' : undefined;
};
