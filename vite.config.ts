import { fileURLToPath } from 'node:url';
import { crx } from '@crxjs/vite-plugin';
import preact from '@preact/preset-vite';
import { defineConfig, type Plugin, type Rolldown } from 'vite';
import { leanMarkdownIt } from './lean-markdown-it.ts';
import { leanSocketIo } from './lean-socket-io.ts';
import manifest from './manifest.json' with { type: 'json' };
import { preloadConversation } from './preload-conversation.ts';

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

/** What some modules import statically, they themselves left out. */
const importedBy = (...entries: string[]) => {
  const from = entries.map((entry) => fileURLToPath(new URL(entry, import.meta.url)));
  let imports: Set<string> | undefined;
  return (id: string, modules: Pick<Rolldown.PluginContext, 'getModuleInfo'>): boolean => {
    if (!imports) {
      imports = new Set(from);
      for (const module of imports) {
        for (const imported of modules.getModuleInfo(module)?.importedIds ?? []) imports.add(imported);
      }
      for (const entry of from) imports.delete(entry);
    }
    return imports.has(id);
  };
};

const ofWorker = importedBy('src/worker/main.ts');
const ofViews = importedBy('src/views/popup/main.tsx', 'src/views/conversation/conversation.tsx');
const ofMarkdown = importedBy('src/views/conversation/markdown/formatted.tsx');

/** A group of modules that several entries import, in one file: it packs better than the several that it would become. */
const group = (
  priority: number,
  isIn: ReturnType<typeof importedBy>,
  fileOf: (id: string) => string,
): { priority: number; minShareCount: number; name: Rolldown.CodeSplittingNameFunction } => ({
  priority,
  minShareCount: 2,
  name: (id, modules) => (isIn(id, modules) ? fileOf(id) : null),
});

export default defineConfig({
  plugins: [
    leanMarkdownIt(),
    leanSocketIo(),
    nativePromises(),
    preact({ devToolsEnabled: false, prefreshEnabled: false }),
    crx({ manifest }),
    preloadConversation(),
  ],
  build: {
    target: 'chrome123',
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        chunkFileNames: 'assets/[name]-[hash].js',
        codeSplitting: {
          groups: [
            group(2, ofWorker, (id) => (WIRE.test(id) ? 'wire' : 'shared')),
            group(1, ofViews, () => 'views'),
            group(0, ofMarkdown, () => 'markdown'),
          ],
        },
      },
    },
  },
});
