import { describe, expect, it } from 'vitest';
import { loggedFetch } from '../../src/api/logged-fetch.ts';
import type { Fetch } from '../../src/api/request.ts';

const noted = async (fetch: Fetch, input: string, init: RequestInit = {}) => {
  const notes: [string, string, number][] = [];
  let now = 0;
  const clock = (): number => {
    now += 7;
    return now;
  };
  const logged = loggedFetch(fetch, clock, (...note) => notes.push(note));
  const outcome = await logged(input, init).then(
    ({ status }) => status,
    (error: Error) => error.message,
  );
  return { notes, outcome };
};

describe('a request', () => {
  it('is noted with its answer, and without what it asks or carries', async () => {
    const { notes, outcome } = await noted(
      async () => new Response('secret', { status: 201 }),
      'http://localhost:3000/api/x?key=secret',
      { method: 'POST', body: 'secret', headers: { 'X-API-KEY': 'secret' } },
    );
    expect(notes).toEqual([['POST http://localhost:3000/api/x', '201', 7]]);
    expect(outcome).toBe(201);
  });

  it('that is not answered is noted, and fails as it did', async () => {
    const { notes, outcome } = await noted(async () => {
      throw new TypeError('Failed to fetch');
    }, 'http://localhost:3000/api/x');
    expect(notes).toEqual([['GET http://localhost:3000/api/x', 'no answer', 7]]);
    expect(outcome).toBe('Failed to fetch');
  });

  it('whose answer must not be read is told by its status', async () => {
    const { notes } = await noted(async () => Response.error(), 'http://localhost:3000/');
    expect(notes).toEqual([['GET http://localhost:3000/', '0', 7]]);
  });
});
