import { join } from 'node:path';

/** A folder for the files that tests write, which is removed with the run. See `run.ts`. */
export const inFolderOfRun = (name: string): string => {
  const folder = process.env.PARLEY_RUN;
  if (folder === undefined) throw new Error('PARLEY_RUN is set by the browser project of vitest.config.ts');
  return join(folder, name);
};
