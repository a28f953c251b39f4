import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import preact from '@preact/preset-vite';
import { build, type InlineConfig, preview } from 'vite';
import { leanMarkdownIt } from '../../build/lean-markdown-it.ts';

/**
 * Serves the stage (the views on a plain page, with a stand-in for the worker) on a free port. It is built into
 * `outDir` when somebody first asks for it.
 */
export const startStage = async (outDir: string): Promise<{ url: string; close(): Promise<void> }> => {
  const config: InlineConfig = {
    configFile: false,
    root: fileURLToPath(new URL('.', import.meta.url)),
    plugins: [leanMarkdownIt(), preact({ devToolsEnabled: false, prefreshEnabled: false })],
    build: { outDir, emptyOutDir: true, target: 'chrome123', modulePreload: { polyfill: false } },
    // Its folder is new each time: nothing in it changes, and a page that is opened again need not be fetched.
    preview: { port: 0, headers: { 'cache-control': 'max-age=3600' } },
    logLevel: 'error',
  };
  let built: Promise<unknown> | undefined;
  await mkdir(outDir, { recursive: true });
  const server = await preview({
    ...config,
    plugins: [
      {
        name: 'build-first',
        configurePreviewServer: ({ middlewares }) => {
          middlewares.use((_request, _response, next) => {
            built ??= build(config);
            built.then(() => next(), next);
          });
        },
      },
    ],
  });
  const url = server.resolvedUrls?.local[0];
  if (url === undefined) throw new Error('the stage has no address');
  return { url, close: () => server.close() };
};
