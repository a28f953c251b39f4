import { expect, it } from 'vitest';
import { PHASES } from '../chaos/facts.ts';
import { isClean, table } from '../chaos/judge.ts';
import { countOf, run } from '../chaos/run.ts';
import { SHORT } from '../chaos/schedule.ts';
import { DIST } from './harness/browser.ts';

/** The short form of `npm run test:chaos`: each fault once, and a kill in each phase of a message. */
const SEED = 2;

it('loses nothing, doubles nothing and says nothing that is not so, whatever is killed', async () => {
  const { verdict, strikes, account } = await run({
    seed: SEED,
    size: SHORT,
    dist: DIST,
    server: 'elizaos',
    say: () => {},
  });
  expect(isClean(verdict), [table([[`seed ${SEED}`, verdict]]), ...account].join('\n')).toBe(true);
  expect(verdict.typed).toBeGreaterThanOrEqual(SHORT.messages);
  expect(verdict.stored).toBe(verdict.typed);
  for (const phase of PHASES)
    expect(countOf(strikes, phase), phase).toBeGreaterThanOrEqual(SHORT.strikes[phase]);
}, 240_000);
