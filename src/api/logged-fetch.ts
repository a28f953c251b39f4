import type { Fetch } from './request.ts';

/**
 * Wraps `fetch`: calls `note` after each request with method and address, the status (`0` where it must not be
 * read), and the duration in milliseconds.
 */
export const loggedFetch =
  (fetch: Fetch, now: () => number, note: (name: string, status: string, ms: number) => void): Fetch =>
  async (input, init) => {
    const startedAt = now();
    let status = 'no answer';
    try {
      const response = await fetch(input, init);
      status = `${response.status}`;
      return response;
    } finally {
      const { origin, pathname } = new URL(input);
      note(`${init.method ?? 'GET'} ${origin}${pathname}`, status, now() - startedAt);
    }
  };
