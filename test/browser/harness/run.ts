import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStage } from '../../stage/server.ts';
import { DIST } from './browser.ts';

/**
 * Resources that all browser tests of a run share, named in the environment of their processes: `PARLEY_RUN`, a
 * folder for the files that they write; `PARLEY_DIST`, a copy of the build, since `npm start` builds while others
 * read; and `PARLEY_STAGE`, the stage's address. Resolves to a function that removes them.
 */
export const setup = async (): Promise<(() => Promise<void>) | undefined> => {
  if (process.env.PARLEY_RUN !== undefined) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'parley-run-'));
  const dist = join(folder, 'dist');
  // Where there is no build, the tests that want it say so.
  await cp(DIST, dist, { recursive: true }).catch(() => {});
  const stage = await startStage(join(folder, 'stage'));
  Object.assign(process.env, { PARLEY_RUN: folder, PARLEY_DIST: dist, PARLEY_STAGE: stage.url });
  return async () => {
    await stage.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
};
