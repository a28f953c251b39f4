import type { Uploaded } from '../wire/decode-rest.ts';

/** What every ElizaOS accepts of one file, in bytes (1.5.8 to 1.7.2). */
export const UPLOAD_LIMIT = 50 * 1024 * 1024;

export interface PostFile {
  address: string;
  roomId: string;
  file: File;
  /** How much of it has gone up, 0 to 1. */
  onProgress: (part: number) => void;
  cancel: AbortSignal;
}

/**
 * `refused`: the server said no, in these words. `too-large`: it, or a proxy before it, takes no file of this
 * size (413). `not-understood`: what answered is no answer of ElizaOS's. `network`: no answer came.
 */
export type Posted =
  | { ok: true; value: Uploaded }
  | { ok: false; why: 'refused'; words: string }
  | { ok: false; why: 'too-large' | 'not-understood' | 'network' };

/**
 * Uploads from a view, and says how far it is: what `fetch` cannot. For servers without a key alone: a key is
 * the worker's, and does not come back to the views. Shares no code with the worker, whose size is scarce. An
 * XMLHttpRequest follows redirects whatever it is told: what came of one counts as no answer.
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
      const body = parse(request.responseText);
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

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
