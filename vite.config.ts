import { fileURLToPath } from 'node:url';
import { crx } from '@crxjs/vite-plugin';
import preact from '@preact/preset-vite';
import { defineConfig, type Plugin, type Rolldown } from 'vite';
import manifest from './manifest.json' with { type: 'json' };

/**
 * marked makes a parser with its renderer as it is loaded, so that no bundler may leave them out. We use its
 * lexer alone: the build ends the module before that, which spares each view 3 kB.
 */
const markedLexerOnly = (): Plugin => ({
  name: 'marked-lexer-only',
  transform: {
    filter: { id: /\/marked\.esm\.js$/ },
    handler(code) {
      const named = (name: string) => new RegExp(`(\\w+) as ${name}\\b`).exec(code)?.[1];
      const lexer = named('Lexer');
      const singleton = code.search(new RegExp(`var \\w+=new ${named('Marked')};`));
      if (singleton < 0 || !lexer) return this.error('this release of marked is laid out in another way');
      return { code: `${code.slice(0, singleton)}export{${lexer} as Lexer};`, map: null };
    },
  },
});

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
 * engine.io-client brings XMLHttpRequest and WebTransport along, for programs that name no transports. A
 * service worker has no XMLHttpRequest, and we name ours: 2 kB less for it.
 */
const namedTransportsOnly = (): Plugin =>
  replaceModules(
    'named-transports-only',
    ['index', 'polling-xhr', 'webtransport'].map((file) => `engine.io-client/build/esm/transports/${file}.js`),
    'export const transports = {}, XHR = undefined, WT = undefined;',
  );

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

/** The file for what the worker shares with views: one packs better than the several that it would become. */
const sharedWithWorker = () => {
  const worker = fileURLToPath(new URL('src/worker/main.ts', import.meta.url));
  let ofWorker: Set<string> | undefined;
  return (id: string, modules: Pick<Rolldown.PluginContext, 'getModuleInfo'>): string | null => {
    if (!ofWorker) {
      ofWorker = new Set([worker]);
      for (const module of ofWorker) {
        for (const imported of modules.getModuleInfo(module)?.importedIds ?? []) ofWorker.add(imported);
      }
    }
    if (!ofWorker.has(id)) return null;
    return WIRE.test(id) ? 'wire' : 'shared';
  };
};

export default defineConfig({
  plugins: [
    markedLexerOnly(),
    namedTransportsOnly(),
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
          groups: [{ name: sharedWithWorker(), debugName: 'shared with the worker', minShareCount: 2 }],
        },
      },
    },
  },
});
