import { errorWords } from '../wire/decode-rest.ts';

/** How long one request may take. A history page of a room of 10,000 takes 81 ms at most. */
export const REQUEST_TIMEOUT_MS = 10_000;

export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

/**
 * `network`: no answer could be read; to a fetch "nothing listens" and "not allowed" look the same.
 * `status`: the server answered with an error. `retryAt`: until when a 429 asks to wait (ms since the epoch).
 */
export type ApiError =
  | { kind: 'network' }
  | { kind: 'timeout'; seconds: number }
  | { kind: 'status'; status: number; error: string; retryAt: number | undefined }
  | { kind: 'undecodable'; reason: string };

export type ApiResult<T> = { ok: true; value: T } | { ok: false; error: ApiError };

/** Where requests go, and with what. */
export interface Endpoint {
  fetch: Fetch;
  address: string;
  key: string | undefined;
  now: () => number;
  timeoutMs?: number;
  /** Told of every 429: until when to wait (ms since the epoch). */
  onLimited?: (until: number) => void;
}

/** What a server answered: its status, and its body as far as it is JSON. */
export interface Answer {
  status: number;
  body: unknown;
  isJson: boolean;
  text: string;
  retryAt: number | undefined;
}

/** What is asked: a GET without a body unless it says otherwise. */
export interface Question {
  method?: string;
  /** A form, or what is sent as JSON. */
  body?: unknown;
  /** Ends it before its time. */
  cancel?: AbortSignal;
}

/**
 * Begins one request. Resolves for every answer, its body unread, whatever its status; never rejects. With a
 * key a redirect is not followed: it might lead to somebody else. `signal` ends it, reading included.
 */
export const open = async (
  { fetch, address, key, now, onLimited }: Endpoint,
  path: string,
  { method = 'GET', body }: Question,
  signal: AbortSignal,
): Promise<ApiResult<{ response: Response; retryAt: number | undefined }>> => {
  const isForm = body instanceof FormData;
  try {
    const response = await fetch(address + path, {
      method,
      signal,
      credentials: 'omit',
      cache: 'no-store',
      redirect: key === undefined ? 'follow' : 'error',
      headers: {
        ...(body !== undefined && !isForm && { 'Content-Type': 'application/json' }),
        ...(key !== undefined && { 'X-API-KEY': key }),
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    });
    const limitedUntil = response.status === 429 ? retryAt(response.headers, now()) : undefined;
    if (limitedUntil !== undefined) onLimited?.(limitedUntil);
    return { ok: true, value: { response, retryAt: limitedUntil } };
  } catch {
    return { ok: false, error: { kind: 'network' } };
  }
};

/** Reads the body of an answer; an answer that breaks off counts as none. */
export const readAnswer = async (
  response: Response,
  retryAt: number | undefined,
): Promise<ApiResult<Answer>> => {
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
): Promise<ApiResult<Answer>> => {
  const { timeoutMs = REQUEST_TIMEOUT_MS } = endpoint;
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = question.cancel ? AbortSignal.any([timeout, question.cancel]) : timeout;
  const opened = await open(endpoint, path, question, signal);
  const answer = opened.ok ? await readAnswer(opened.value.response, opened.value.retryAt) : opened;
  if (!answer.ok && timeout.aborted)
    return { ok: false, error: { kind: 'timeout', seconds: timeoutMs / 1000 } };
  return answer;
};

/** The error that an answer says; undefined where it says none. */
export const errorIn = ({ status, body, retryAt }: Answer): ApiError | undefined =>
  status < 400 ? undefined : { kind: 'status', status, error: errorWords(body) ?? `HTTP ${status}`, retryAt };

const parse = (text: string): { ok: true; value: unknown } | { ok: false } => {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
};

/** ElizaOS says in `RateLimit-Reset` after how many seconds its quarter of an hour ends. */
const retryAt = (headers: Headers, now: number): number => {
  const seconds = Number(headers.get('RateLimit-Reset') ?? headers.get('Retry-After') ?? Number.NaN);
  return now + (Number.isFinite(seconds) && seconds > 0 ? seconds : 60) * 1000;
};
