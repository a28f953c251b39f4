import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

/** The views' own table of character references, of which the rarer are fetched when one is met. */
const ENTITIES = fileURLToPath(new URL('src/views/conversation/markdown/entities.ts', import.meta.url));

/** What markdown-it imports, and what it gets instead. The views make addresses and links themselves. */
const MODULES: Readonly<Record<string, string>> = {
  entities: `export { decodeEntities as decodeHTMLStrict } from ${JSON.stringify(ENTITIES)};`,
  'linkify-it': 'export class LinkifyIt {}',
  mdurl: 'export const parse = undefined, format = undefined, encode = undefined, decode = undefined;',
  'punycode.js': 'export default undefined;',
  'uc.micro': 'export const P = /\\p{P}/u, S = /\\p{S}/u;',
};

/** Parts of markdown-it that nothing here calls, or that can be had for less, by the file they were written in. */
const PARTS: Readonly<Record<string, string>> = {
  'helpers/esm/typeof.js': '',
  'helpers/esm/toPrimitive.js': '',
  'helpers/esm/toPropertyKey.js': '',
  // Each field of each token is set by it, which took half of the time that a text takes.
  'helpers/esm/defineProperty.js':
    'function _defineProperty(object, key, value) { object[key] = value; return object; }',
  'src/renderer.ts': 'var Renderer = class {};',
  'src/rules_core/linkify.ts': 'function linkify$1() {}',
  'src/rules_core/replacements.ts': 'function replace() {}',
  'src/rules_core/smartquotes.ts': 'function smartquotes() {}',
  'src/rules_inline/linkify.ts': 'function linkify() {}',
  'src/rules_inline/strikethrough.ts': 'var strikethrough_default = {};',
};

/** Hands out whole modules to plugins, of which none asks: it costs a file of the bundler's helpers. */
const LIBRARY = 'var lib = {\n\tmdurl,\n\tucmicro\n};';

const VIRTUAL = '\0lean-markdown-it:';

/**
 * markdown-it without its table of entities, its links and its HTML: 21 kB of 44 gzipped. The build fails where
 * a release of it is laid out in another way.
 */
export const leanMarkdownIt = (): Plugin => {
  let building = false;
  let seen = false;
  return {
    name: 'lean-markdown-it',
    enforce: 'pre',
    configResolved: ({ command }) => {
      building = command === 'build';
    },
    resolveId: {
      filter: { id: /^(entities|linkify-it|mdurl|punycode\.js|uc\.micro)$/ },
      handler: (id, importer) => (importer?.includes('/markdown-it/dist/') ? VIRTUAL + id : null),
    },
    load: {
      filter: { id: /^\0lean-markdown-it:/ },
      handler: (id) => MODULES[id.slice(VIRTUAL.length)],
    },
    transform: {
      filter: { id: /\/markdown-it\/dist\/markdown-it\.mjs$/ },
      handler(code) {
        seen = true;
        const moved = Object.keys(MODULES).filter((name) => !code.includes(` from "${name}";`));
        if (!code.includes(LIBRARY)) moved.push('lib');
        let lean = code.replace(LIBRARY, 'var lib = {};');
        for (const [file, instead] of Object.entries(PARTS)) {
          const start = lean.indexOf(`${file}\n`);
          const end = lean.indexOf('//#endregion', start);
          const declared = instead.slice(0, instead.search(/ =|\(/));
          if (start < 0 || !lean.slice(start, end).includes(declared)) moved.push(file);
          else lean = `${lean.slice(0, start)}\n${instead}\n${lean.slice(end)}`;
        }
        if (moved.length > 0) return this.error(`this release of markdown-it has no ${moved.join(', ')}`);
        return { code: lean, map: null };
      },
    },
    buildEnd(error) {
      if (building && !error && !seen) this.error('markdown-it was built without being made lean');
    },
  };
};
