import { fileURLToPath } from 'node:url';
import { crx } from '@crxjs/vite-plugin';
import { build } from 'vite';
import manifest from './bare/manifest.json' with { type: 'json' };

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Builds the bare client into `outDir`, with the same tools and target as Parley. */
export const buildBare = async (outDir: string): Promise<void> => {
  await build({
    configFile: false,
    root: here('bare'),
    // The plugin's types are those of another release of Vite.
    plugins: [crx({ manifest: manifest as never })],
    build: { outDir, emptyOutDir: true, target: 'chrome123', modulePreload: { polyfill: false } },
    logLevel: 'error',
  });
};

/** Builds `fill.ts` as a script that a page can evaluate; resolves to its text. */
export const buildFill = async (): Promise<string> => {
  const built = await build({
    configFile: false,
    build: {
      write: false,
      target: 'chrome123',
      minify: false,
      lib: { entry: here('fill.ts'), formats: ['iife'], name: 'filling' },
    },
    logLevel: 'error',
  });
  const [first] = Array.isArray(built) ? built : [built];
  const chunk = first && 'output' in first ? first.output[0] : undefined;
  if (chunk?.type !== 'chunk') throw new Error('nothing was built');
  return chunk.code;
};
