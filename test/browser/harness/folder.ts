import { join } from 'node:path';

/** What the tests leave behind, in a folder that goes with the run. See `run.ts`. */
export const inFolderOfRun = (name: string): string => {
  const folder = process.env.PARLEY_RUN;
  if (folder === undefined) throw new Error('PARLEY_RUN is set by the browser project of vitest.config.ts');
  return join(folder, name);
};
