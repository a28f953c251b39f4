import { parseJson } from '../model/json.ts';
import type { Uploaded } from '../wire/decode-rest.ts';

/** The most that ElizaOS accepts of one file, in bytes (1.5.8 to 1.7.2). */
export const UPLOAD_LIMIT = 50 * 1024 * 1024;

export interface PostFile {
  address: string;
  roomId: string;
  file: File;
  /** Called with the part that has been uploaded, 0 to 1. */
  onProgress: (part: number) => void;
  cancel: AbortSignal;
}

/**
 * `refused`: the server refused the file; `words` is its message. `too-large`: the server or a proxy answered 413.
 * `not-understood`: the answer is not ElizaOS's. `network`: no answer, or cancelled.
 */
export type Posted =
  | { ok: true; value: Uploaded }
  | { ok: false; why: 'refused'; words: string }
  | { ok: false; why: 'too-large' | 'not-understood' | 'network' };

/**
 * Uploads a file from a view, with progress, which `fetch` does not report. Only for servers without a key:
 * views do not know keys. Imports no schemas, so that the popup stays small. Never rejects. An XMLHttpRequest
 * always follows redirects; the answer of another address is `not-understood`.
 */
export const postFile = ({ address, roomId, file, onProgress, cancel }: PostFile): Promise<Posted> =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const url = new URL(`${address}/api/messaging/channels/${encodeURIComponent(roomId)}/upload-media`).href;
    const fail = (why: 'too-large' | 'not-understood' | 'network'): void => resolve({ ok: false, why });
    request.open('POST', url);
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
    request.onerror = () => fail('network');
    request.onabort = () => fail('network');
    request.onload = () => {
      const { status, responseURL } = request;
      if (responseURL !== url) return fail('not-understood');
      if (status === 413) return fail('too-large');
      const body = parseJson(request.responseText);
      const words = refusalIn(body) ?? (status >= 400 ? `HTTP ${status}` : undefined);
      if (words !== undefined) return resolve({ ok: false, why: 'refused', words });
      const uploaded = status === 200 ? uploadedIn(body) : undefined;
      if (uploaded) resolve({ ok: true, value: uploaded });
      else fail('not-understood');
    };
    cancel.addEventListener('abort', () => request.abort());
    const form = new FormData();
    form.set('file', file);
    request.send(form);
  });

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
