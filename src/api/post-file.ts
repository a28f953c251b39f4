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

/** `refused`: the server's words; undefined where no answer came. `isTooLarge`: it, or a proxy, says so (413). */
export type Posted =
  | { ok: true; value: Uploaded }
  | { ok: false; refused: string | undefined; isTooLarge?: boolean };

/**
 * Uploads from a view, and says how far it is: what `fetch` cannot. For servers without a key alone: a key is
 * the worker's, and does not come back to the views. Shares no code with the worker, whose size is scarce.
 */
export const postFile = ({ address, roomId, file, onProgress, cancel }: PostFile): Promise<Posted> =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const fail = (refused?: string): void => resolve({ ok: false, refused });
    request.open('POST', `${address}/api/messaging/channels/${encodeURIComponent(roomId)}/upload-media`);
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
    request.onerror = () => fail();
    request.onabort = () => fail();
    request.onload = () => {
      if (request.status === 413) return resolve({ ok: false, refused: 'HTTP 413', isTooLarge: true });
      const body = parse(request.responseText);
      if (request.status >= 400) return fail(refusalIn(body) ?? `HTTP ${request.status}`);
      const uploaded = uploadedIn(body);
      if (uploaded) resolve({ ok: true, value: uploaded });
      else fail('url is missing');
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

/** `{data: {url, type, …}}` */
const uploadedIn = (body: unknown): Uploaded | undefined => {
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
