import { fileURLToPath } from 'node:url';
import { crx } from '@crxjs/vite-plugin';
import preact from '@preact/preset-vite';
import { defineConfig, type Plugin, type Rolldown } from 'vite';
import { leanEastAsianWidth } from './build/lean-east-asian-width.ts';
import { leanEventsource } from './build/lean-eventsource.ts';
import { leanIdb } from './build/lean-idb.ts';
import { leanLibrary } from './build/lean-library.ts';
import { leanMarkdownIt } from './build/lean-markdown-it.ts';
import { leanSocketIo } from './build/lean-socket-io.ts';
import { leanValibot } from './build/lean-valibot.ts';
import { swcPass } from './build/swc-pass.ts';
import manifest from './manifest.json' with { type: 'json' };

/**
 * webextension-polyfill wraps `chrome`'s callbacks into promises, which Chrome has had by itself since
 * Manifest V3: the build for it takes the API as it is, 3 kB less for the worker and for each view. The
 * package stays for its type of one `browser` object, and for browsers whose build needs it.
 */
const nativePromises = (): Plugin =>
  leanLibrary({
    name: 'native-promises',
    modules: { 'webextension-polyfill/dist/browser-polyfill.js': 'export default globalThis.chrome;' },
  });

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

type Modules = Pick<Rolldown.PluginContext, 'getModuleInfo'>;

/** Tells of a module whether the file `entry` imports it at once, itself or through others. */
const importedBy = (entry: string) => {
  let imports: Set<string> | undefined;
  return (id: string, modules: Modules): boolean => {
    if (!imports) {
      imports = new Set([fileURLToPath(new URL(entry, import.meta.url))]);
      for (const module of imports) {
        for (const imported of modules.getModuleInfo(module)?.importedIds ?? []) imports.add(imported);
      }
    }
    return imports.has(id);
  };
};

const ofPage = importedBy('src/views/popup/main.tsx');
const ofConversation = importedBy('src/views/conversation/conversation.tsx');
const ofMarkdown = importedBy('src/views/conversation/markdown/formatted.tsx');
const ofAttachments = importedBy('src/views/conversation/message/attachment-list.tsx');

/** What entries share, and each page loads at once: few files pack better than many. */
const ofViews = (id: string, modules: Modules): boolean => {
  if (ofPage(id, modules)) return true;
  if (ofConversation(id, modules)) return ofMarkdown(id, modules) || id.endsWith('.css');
  return ofMarkdown(id, modules) && ofAttachments(id, modules);
};

/** Names the file of the modules of which `isIn` holds. */
const named = (name: string, isIn: typeof ofViews) => (id: string, modules: Modules) =>
  isIn(id, modules) ? name : null;

export default defineConfig({
  plugins: [
    copiesForWorker(),
    leanMarkdownIt(),
    leanEastAsianWidth(),
    leanSocketIo(),
    leanEventsource(),
    leanIdb(),
    leanValibot(),
    nativePromises(),
    preact({ devToolsEnabled: false, prefreshEnabled: false }),
    swcPass(),
    crx({ manifest }),
  ],
  build: {
    target: 'chrome123',
    modulePreload: {
      polyfill: false,
      // The other pieces need little that is not loaded before them: the list of it would be longer than its use.
      resolveDependencies: (url, dependencies, { hostType }) =>
        hostType === 'html' || url.endsWith('/conversation.js') ? dependencies : [],
    },
    rolldownOptions: {
      output: {
        // No hashes: the files of an extension change all at once, and names are written where they are imported.
        entryFileNames: 'assets/[name].js',
        chunkFileNames: 'assets/[name].js',
        assetFileNames: 'assets/[name][extname]',
        codeSplitting: {
          groups: [
            { name: named('views', ofViews), minShareCount: 2, priority: 1 },
            { name: named('shared', ofConversation), minShareCount: 2 },
          ],
        },
      },
    },
  },
});
