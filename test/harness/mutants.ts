import type { Parameters } from 'fast-check';

/** `npm run test:models` searches longer, from random seeds, and shrinks what it finds of a mutant. */
const isSearch = process.env.MODELS === 'search';

/** How many sequences a model that holds is run through. */
export const modelRuns = (numRuns: number): Parameters<unknown> => ({
  numRuns: isSearch ? 10 * numRuns : numRuns,
});

/** How long a test of a model may take, in milliseconds: the search takes ten times as long, on a busy machine twice that. */
export const modelTimeout = (timeout: number): { timeout: number } => ({
  timeout: isSearch ? 20 * timeout : timeout,
});

/** Where a mutant is searched for: from a seed by which it is found soon, until the first sequence that finds it. */
export const mutantRuns = (numRuns: number, seed = 1): Parameters<unknown> =>
  isSearch ? { numRuns: 10 * numRuns } : { numRuns, seed, endOnFailure: true };
