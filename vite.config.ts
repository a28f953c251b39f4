import { fileURLToPath } from 'node:url';
import { crx } from '@crxjs/vite-plugin';
import preact from '@preact/preset-vite';
import { defineConfig, type Plugin, type Rolldown } from 'vite';
import { leanMarkdownIt } from './lean-markdown-it.ts';
import { leanSocketIo } from './lean-socket-io.ts';
import manifest from './manifest.json' with { type: 'json' };

/**
 * Puts `code` in place of modules of a library. The build fails where one of them was not met: then the
 * library, whose version is pinned for this, is laid out in another way.
 */
const replaceModules = (name: string, modules: readonly string[], code: string): Plugin => {
  const missing = new Set(modules);
  return {
    name,
    load: {
      filter: { id: modules.map((path) => `**/node_modules/${path}`) },
      handler(id) {
        missing.delete(id.replace(/^.*\/node_modules\//, ''));
        return { code, map: null };
      },
    },
    buildEnd(error) {
      if (!error && missing.size > 0) this.error(`not found, so not replaced: ${[...missing].join(', ')}`);
    },
  };
};

/**
 * webextension-polyfill wraps `chrome`'s callbacks into promises, which Chrome has had by itself since
 * Manifest V3: the build for it takes the API as it is, 3 kB less for the worker and for each view. The
 * package stays for its type of one `browser` object, and for browsers whose build needs it.
 */
const nativePromises = (): Plugin =>
  replaceModules(
    'native-promises',
    ['webextension-polyfill/dist/browser-polyfill.js'],
    'export default globalThis.chrome;',
  );

/** What crosses the network is no business of a view's, but of the diagnostics', which come later. */
const WIRE = /\/src\/wire\//;

/** The file for what `entry` imports at once, itself left out: one packs better than the several that it would become. */
const importedBy = (entry: string, file: (id: string) => string) => {
  const from = fileURLToPath(new URL(entry, import.meta.url));
  let imports: Set<string> | undefined;
  return (id: string, modules: Pick<Rolldown.PluginContext, 'getModuleInfo'>): string | null => {
    if (!imports) {
      imports = new Set([from]);
      for (const module of imports) {
        for (const imported of modules.getModuleInfo(module)?.importedIds ?? []) imports.add(imported);
      }
    }
    return id !== from && imports.has(id) ? file(id) : null;
  };
};

export default defineConfig({
  plugins: [
    leanMarkdownIt(),
    leanSocketIo(),
    nativePromises(),
    preact({ devToolsEnabled: false, prefreshEnabled: false }),
    crx({ manifest }),
  ],
  build: {
    target: 'chrome123',
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        chunkFileNames: 'assets/[name]-[hash].js',
        codeSplitting: {
          groups: [
            {
              name: importedBy('src/worker/main.ts', (id) => (WIRE.test(id) ? 'wire' : 'shared')),
              debugName: 'shared with the worker',
              minShareCount: 2,
              priority: 2,
            },
            {
              name: importedBy('src/views/popup/main.tsx', () => 'views'),
              debugName: 'of popup and panel',
              priority: 1,
            },
          ],
        },
      },
    },
  },
});
