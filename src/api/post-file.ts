import { parseJson } from '../model/json.ts';
import type { Uploaded } from '../wire/decode-rest.ts';
import { isRedirect } from './is-redirect.ts';

/** The most that ElizaOS accepts of one file, in bytes (1.5.8 to 1.7.2). */
export const UPLOAD_LIMIT = 50 * 1024 * 1024;

export interface PostFile {
  address: string;
  roomId: string;
  file: File;
  cancel: AbortSignal;
}

/**
 * `refused`: the server refused the file; `words` is its message. `too-large`: the server or a proxy answered 413.
 * `redirect`: the answer was a redirect, which was not followed. `not-understood`: the answer is not ElizaOS's.
 * `network`: no answer, or cancelled.
 */
export type Posted =
  | { ok: true; value: Uploaded }
  | { ok: false; why: 'refused'; words: string }
  | { ok: false; why: 'too-large' | 'redirect' | 'not-understood' | 'network' };

/**
 * Uploads a file from a view. Only for servers without a key: views do not know keys. Imports no schemas, so that the
 * popup stays small. Never rejects. By `fetch`, which tells nothing of the progress: an XMLHttpRequest would, but
 * follows redirects, and so hands the file to another address.
 */
export const postFile = async ({ address, roomId, file, cancel }: PostFile): Promise<Posted> => {
  const body = new FormData();
  body.set('file', file);
  try {
    const response = await fetch(
      `${address}/api/messaging/channels/${encodeURIComponent(roomId)}/upload-media`,
      { method: 'POST', body, signal: cancel, credentials: 'omit', cache: 'no-store', redirect: 'manual' },
    );
    if (isRedirect(response)) return { ok: false, why: 'redirect' };
    return postedIn(response.status, await response.text());
  } catch {
    return { ok: false, why: 'network' };
  }
};

const postedIn = (status: number, text: string): Posted => {
  if (status === 413) return { ok: false, why: 'too-large' };
  const body = parseJson(text);
  const words = refusalIn(body) ?? (status >= 400 ? `HTTP ${status}` : undefined);
  if (words !== undefined) return { ok: false, why: 'refused', words };
  const uploaded = status === 200 ? uploadedIn(body) : undefined;
  return uploaded ? { ok: true, value: uploaded } : { ok: false, why: 'not-understood' };
};

const has = <K extends string>(value: unknown, key: K): value is Record<K, unknown> =>
  typeof value === 'object' && value !== null && key in value;

/** `{success: true, data: {url, type, …}}` */
const uploadedIn = (body: unknown): Uploaded | undefined => {
  if (!has(body, 'success') || body.success !== true) return undefined;
  const data = has(body, 'data') ? body.data : undefined;
  if (!has(data, 'url') || typeof data.url !== 'string' || data.url === '') return undefined;
  return { url: data.url, contentType: has(data, 'type') && typeof data.type === 'string' ? data.type : '' };
};

/** `{error: string | {message}}` */
const refusalIn = (body: unknown): string | undefined => {
  const error = has(body, 'error') ? body.error : undefined;
  const words = has(error, 'message') ? error.message : error;
  return typeof words === 'string' ? words : undefined;
};
