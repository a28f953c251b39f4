import { fileURLToPath } from 'node:url';
import preact from '@preact/preset-vite';
import { createServer } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Serves the stage (the views on a plain page, with a stand-in for the worker) on a free port. */
export const startStage = async (): Promise<{ url: string; close(): Promise<void> }> => {
  const server = await createServer({
    configFile: false,
    root: here('.'),
    cacheDir: here('../../node_modules/.vite-stage'),
    plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false })],
    // All at once: a dependency found later would load the page again under the test.
    optimizeDeps: {
      include: [
        'preact',
        'preact/hooks',
        'preact/jsx-runtime',
        '@preact/signals',
        'marked',
        'remend',
        'valibot',
      ],
    },
    server: { port: 0, hmr: false, watch: null, fs: { allow: [here('../..')] } },
    logLevel: 'error',
  });
  await server.listen();
  const url = server.resolvedUrls?.local[0];
  if (url === undefined) throw new Error('the stage has no address');
  return { url, close: () => server.close() };
};
