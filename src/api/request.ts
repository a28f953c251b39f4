import { later, readTime } from '../model/time.ts';
import { errorWords } from '../wire/decode-rest.ts';
import { VERSION_PATH } from '../wire/paths.ts';
import { maybeFields } from '../wire/read.ts';

/** How long one request may take. A history page of a room of 10,000 takes 81 ms at most. */
export const REQUEST_TIMEOUT_MS = 10_000;

/** How long to wait where a server that limits us does not say it, and how long at most, in milliseconds. */
const DEFAULT_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 3_600_000;

export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

/**
 * What answers in the server's place: `portal` is a network that wants a sign-in, `other-dialect` an ElizaOS of
 * another dialect than was set up.
 */
export type Stranger = 'not-elizaos' | 'old-socket-io' | 'portal' | 'other-dialect';

/**
 * `network`: no answer could be read; to a fetch "nothing listens" and "not allowed" look the same.
 * `redirect`: it leads elsewhere, and is not followed. `stranger`: something else answers than the server.
 * `status`: the server answered with an error. `retryAt`: until when a 429 asks to wait.
 */
export type RequestError =
  | { kind: 'network' }
  | { kind: 'redirect' }
  | { kind: 'stranger'; stranger: Stranger }
  | { kind: 'timeout'; seconds: number }
  | { kind: 'status'; status: number; error: string; retryAt: number | undefined }
  | { kind: 'undecodable'; reason: string };

/** `unsent`: the server was not there as what it is, for the reason of `cause`, and so it was not asked. */
export type ApiError = RequestError | { kind: 'unsent'; cause: RequestError };

export type ApiResult<T, E = ApiError> = { ok: true; value: T } | { ok: false; error: E };

/** Where requests go, and with what. */
export interface Endpoint {
  fetch: Fetch;
  address: string;
  key: string | undefined;
  token?: string | undefined;
  now: () => number;
  timeoutMs?: number;
  /** Ends what is still asked, once nobody wants the answers any more. */
  signal?: AbortSignal;
  /** Told of every 429: until when to wait. */
  onLimited?: (until: number) => void;
  /** Told what came of each request to `path`. */
  onOutcome?: (outcome: Outcome, path: string) => void;
}

/** `read`: an answer. `wants-key`: nothing is answered without another key. `unread`: no answer reached us. */
export type Outcome = 'read' | 'wants-key' | 'unread';

/** What a server answered: its status, and its body as far as it is JSON. */
export interface Answer {
  status: number;
  body: unknown;
  isJson: boolean;
  text: string;
  retryAt: number | undefined;
}

/** What a request carries of the user's secrets. */
const secretHeaders = ({ key, token }: Endpoint): Record<string, string> => ({
  ...(key !== undefined && { 'X-API-KEY': key }),
  ...(token !== undefined && { Authorization: `Bearer ${token}` }),
});

/** What is asked: a GET without a body unless it says otherwise. */
export interface Question {
  method?: string;
  /** A form, or what is sent as JSON. */
  body?: unknown;
  /** Ends it before its time. */
  cancel?: AbortSignal;
  /** Whether it may be led elsewhere. A change never is, nor what carries a secret. */
  follow?: boolean;
}

/**
 * Begins one request. Resolves for every answer, its body unread, whatever its status; never rejects. A
 * redirect is not followed unless told so: it might lead to somebody else. `signal` ends it, reading included.
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
    if (isRedirect(response)) return { ok: false, error: { kind: 'redirect' } };
    const outcome = outcomeOf(response.status, path);
    if (outcome && !leaving?.aborted) onOutcome?.(outcome, path);
    const limitedUntil = response.status === 429 ? retryAt(response.headers, now()) : undefined;
    if (limitedUntil !== undefined) onLimited?.(limitedUntil);
    return { ok: true, value: { response, retryAt: limitedUntil } };
  } catch {
    if (!signal.aborted && !leaving?.aborted) onOutcome?.('unread', path);
    return { ok: false, error: { kind: 'network' } };
  }
};

/** Reads the body of an answer; an answer that breaks off counts as none. */
export const readAnswer = async (
  response: Response,
  retryAt: number | undefined,
): Promise<ApiResult<Answer, RequestError>> => {
  try {
    const text = await response.text();
    const parsed = parse(text);
    return {
      ok: true,
      value: {
        status: response.status,
        body: parsed.ok ? parsed.value : undefined,
        isJson: parsed.ok,
        text,
        retryAt,
      },
    };
  } catch {
    return { ok: false, error: { kind: 'network' } };
  }
};

/** One request with its whole answer. Resolves for every answer that can be read; never rejects. */
export const request = async (
  endpoint: Endpoint,
  path: string,
  question: Question = {},
): Promise<ApiResult<Answer, RequestError>> => {
  const { timeoutMs = REQUEST_TIMEOUT_MS } = endpoint;
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = question.cancel ? AbortSignal.any([timeout, question.cancel]) : timeout;
  const opened = await open(endpoint, path, question, signal);
  const answer = opened.ok ? await readAnswer(opened.value.response, opened.value.retryAt) : opened;
  if (!answer.ok && answer.error.kind === 'network' && timeout.aborted) {
    return { ok: false, error: { kind: 'timeout', seconds: timeoutMs / 1000 } };
  }
  return answer;
};

/** The error that an answer says, by its status or by `{success: false}` with words; undefined where it says none. */
export const errorIn = (
  answer: Pick<Answer, 'status' | 'body' | 'retryAt'>,
): Extract<RequestError, { kind: 'status' }> | undefined => {
  const { status, body, retryAt } = answer;
  const words = errorWords(body);
  const saysNo = status >= 400 || (words !== undefined && maybeFields(body).success === false);
  return saysNo ? { kind: 'status', status, error: words ?? `HTTP ${status}`, retryAt } : undefined;
};

/** To a browser a redirect that is not followed has no status. */
const isRedirect = ({ type, status }: Response): boolean =>
  type === 'opaqueredirect' || (status >= 300 && status < 400);

/**
 * A 403 forbids the one thing alone, in ElizaOS; all of it where not even the version is told, as a proxy does
 * that stands before the server. A 429 and a fault say nothing of who may ask.
 */
const outcomeOf = (status: number, path: string): Outcome | undefined => {
  if (status === 401 || (status === 403 && path === VERSION_PATH)) return 'wants-key';
  return status < 500 && status !== 429 ? 'read' : undefined;
};

const parse = (text: string): { ok: true; value: unknown } | { ok: false } => {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
};

/** ElizaOS says in `RateLimit-Reset` after how many seconds its quarter of an hour ends; HTTP in `Retry-After`, or when. */
const retryAt = (headers: Headers, now: number): number => {
  const waits = ['RateLimit-Reset', 'Retry-After'].map((name) => waitIn(headers.get(name), now));
  return later(now, Math.min(waits.find((ms) => ms > 0) ?? DEFAULT_WAIT_MS, LONGEST_WAIT_MS));
};

/** The milliseconds that a header asks to wait; none, or NaN, where it asks for none. */
const waitIn = (header: string | null, now: number): number => {
  const seconds = Number(header ?? '');
  return Number.isNaN(seconds) ? (readTime(header) ?? 0) - now : seconds * 1000;
};
