import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import preact from '@preact/preset-vite';
import { build, type InlineConfig, preview } from 'vite';
import { leanMarkdownIt } from '../../lean-markdown-it.ts';

/** Builds the stage (the views on a plain page, with a stand-in for the worker) and serves it on a free port. */
export const startStage = async (): Promise<{ url: string; close(): Promise<void> }> => {
  const outDir = await mkdtemp(join(tmpdir(), 'parley-stage-'));
  const config: InlineConfig = {
    configFile: false,
    root: fileURLToPath(new URL('.', import.meta.url)),
    plugins: [leanMarkdownIt(), preact({ devToolsEnabled: false, prefreshEnabled: false })],
    build: { outDir, emptyOutDir: true, target: 'chrome123', modulePreload: { polyfill: false } },
    // Its folder is new each time: nothing in it changes, and a page that is opened again need not be fetched.
    preview: { port: 0, headers: { 'cache-control': 'max-age=3600' } },
    logLevel: 'error',
  };
  await build(config);
  const server = await preview(config);
  const url = server.resolvedUrls?.local[0];
  if (url === undefined) throw new Error('the stage has no address');
  return {
    url,
    close: async () => {
      await server.close();
      await rm(outDir, { recursive: true });
    },
  };
};
