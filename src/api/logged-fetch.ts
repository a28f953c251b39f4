import type { Fetch } from './request.ts';

/**
 * Requests as they are, each noted when it has ended: method and address, the answer's status (`0` where it must
 * not be read), and the milliseconds that it took.
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
