import { expect, it } from 'vitest';
import { isClean, table } from '../hostile/judge.ts';
import { run } from '../hostile/run.ts';
import { DIST } from './harness/browser.ts';

/** The short form of `npm run test:hostile`: frames by WebSocket, by polling, and as answers to requests. */
const SEED = 1;
const FRAMES = 1_500;

/** In a browser, since the heap, the database, the requests and what is thrown are the built extension's there. */
it('is not hurt by what a server says, right or wrong', async () => {
  const { verdict } = await run({ seed: SEED, from: 0, count: FRAMES, dist: DIST, say: () => {} });
  const told = `${table([[`seed ${SEED}`, verdict]])}\n${JSON.stringify(verdict.faults, undefined, 1)}`;
  expect(isClean(verdict), told).toBe(true);
  expect(verdict.frames).toBe(FRAMES);
  expect(verdict.reached).toBeGreaterThan(FRAMES / 5);
}, 240_000);
