import { fileURLToPath } from 'node:url';
import { crx } from '@crxjs/vite-plugin';
import preact from '@preact/preset-vite';
import { defineConfig, type Plugin, type Rolldown } from 'vite';
import { leanMarkdownIt } from './lean-markdown-it.ts';
import { leanSocketIo } from './lean-socket-io.ts';
import { libraryModules, libraryPath } from './library-modules.ts';
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
      filter: libraryModules(modules),
      handler(id) {
        missing.delete(libraryPath(id));
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

/** Marks the ids of the worker's own copies of modules. */
const OF_WORKER = '?of-worker';

/**
 * Gives the worker its own copy of each module that it shares with the views. They share no memory at run time
 * either; each copy keeps only the exports that its side uses, and one file packs better than three.
 */
const copiesForWorker = (): Plugin => {
  const entry = fileURLToPath(new URL('src/worker/main.ts', import.meta.url));
  return {
    name: 'copies-for-worker',
    apply: 'build',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      if (importer !== entry && !importer?.endsWith(OF_WORKER)) return null;
      const original = importer.replace(OF_WORKER, '');
      const resolved = await this.resolve(source, original, { ...options, skipSelf: true });
      return resolved && { ...resolved, id: resolved.id + OF_WORKER };
    },
  };
};

/** Puts what the entries import at once, themselves left out, into the file `name`: one packs better than several. */
const importedBy = (name: string, ...entries: string[]) => {
  const from = entries.map((entry) => fileURLToPath(new URL(entry, import.meta.url)));
  let imports: Set<string> | undefined;
  return (id: string, modules: Pick<Rolldown.PluginContext, 'getModuleInfo'>): string | null => {
    if (!imports) {
      imports = new Set(from);
      for (const module of imports) {
        for (const imported of modules.getModuleInfo(module)?.importedIds ?? []) imports.add(imported);
      }
    }
    return !from.includes(id) && imports.has(id) ? name : null;
  };
};

const POPUP = 'src/views/popup/main.tsx';
const CONVERSATION = 'src/views/conversation/conversation.tsx';
const MARKDOWN = 'src/views/conversation/markdown/formatted.tsx';

export default defineConfig({
  plugins: [
    copiesForWorker(),
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
            { name: importedBy('views', POPUP, CONVERSATION), minShareCount: 2, priority: 1 },
            { name: importedBy('markdown', MARKDOWN), minShareCount: 2 },
          ],
        },
      },
    },
  },
});
