import { join } from 'node:path';
import { build } from 'vite';

/** Builds the extension as `npm run build` does; resolves to its folder. Prints warnings and errors. */
export const buildExtension = async (root: string): Promise<string> => {
  await build({ root, configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
  return join(root, 'dist');
};
