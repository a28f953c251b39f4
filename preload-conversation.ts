import type { Plugin, Rolldown } from 'vite';

/** The pages that show a conversation. */
const PAGES = /\/views\/(popup|sidepanel)\/index\.html$/;
/** What a conversation needs before its first words are painted, each loaded by an `import()`. */
const PARTS = ['/views/conversation/conversation.tsx', '/views/conversation/markdown/formatted.tsx'];

const chunkOf = (bundle: Rolldown.OutputBundle, part: string): Rolldown.OutputChunk | undefined => {
  for (const file of Object.values(bundle)) {
    if (file.type === 'chunk' && file.facadeModuleId?.endsWith(part)) return file;
  }
  return undefined;
};

/** A chunk with all that it imports statically. */
const closureOf = (bundle: Rolldown.OutputBundle, chunk: Rolldown.OutputChunk): Set<Rolldown.OutputChunk> => {
  const closure = new Set([chunk]);
  for (const { imports } of closure) {
    for (const name of imports) {
      const imported = bundle[name];
      if (imported?.type === 'chunk') closure.add(imported);
    }
  }
  return closure;
};

/**
 * Links the code and the styles of a conversation in the pages that show one, so that they are fetched beside the
 * page's own code, and not one after the other when the worker has said what is to be shown. The build fails where
 * one of them is no longer there.
 */
export const preloadConversation = (): Plugin => ({
  name: 'preload-conversation',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(html, { path, bundle }) {
      if (!bundle || !PAGES.test(path)) return html;
      const scripts = new Set<string>();
      const styles = new Set<string>();
      for (const part of PARTS) {
        const chunk = chunkOf(bundle, part);
        if (!chunk) throw new Error(`not found, so not preloaded: ${part}`);
        for (const { fileName, viteMetadata } of closureOf(bundle, chunk)) {
          scripts.add(`/${fileName}`);
          for (const style of viteMetadata?.importedCss ?? []) styles.add(`/${style}`);
        }
      }
      const isNew = (url: string): boolean => !html.includes(`"${url}"`);
      const link = (attrs: Record<string, string>) => ({ tag: 'link', attrs, injectTo: 'head' as const });
      return [
        ...[...scripts].filter(isNew).map((href) => link({ rel: 'modulepreload', crossorigin: '', href })),
        ...[...styles].filter(isNew).map((href) => link({ rel: 'stylesheet', crossorigin: '', href })),
      ];
    },
  },
});
