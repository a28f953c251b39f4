import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser } from '../../../server/browser/find.ts';
import { type LaunchOptions, launchParley, type ParleyBrowser } from '../../../server/browser/launch.ts';
import { thisMachine } from '../../../server/browser/machine.ts';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** The built extension: `dist`, or another build that `PARLEY_DIST` names. */
export const DIST = process.env.PARLEY_DIST ?? join(ROOT, 'dist');

/** The built extension in a headless browser, in a temporary profile unless told otherwise. */
export const launchExtension = async (options: Partial<LaunchOptions> = {}): Promise<ParleyBrowser> => {
  const dist = options.dist ?? DIST;
  if (!existsSync(join(dist, 'manifest.json'))) throw new Error(`${dist} is not built: npm run build`);
  const executable = options.executable ?? (await findBrowser(thisMachine(console.log)));
  return launchParley({ headless: true, ...options, dist, executable });
};
