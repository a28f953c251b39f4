import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

/** The views' own table of character references, of which the rarer are fetched when one is met. */
const ENTITIES = fileURLToPath(new URL('../src/views/conversation/markdown/entities.ts', import.meta.url));

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
  'helpers/esm/defineProperty.js': '',
  // The rules that are not named are left out, not switched off.
  'src/ruler.ts': `var Ruler = class {
	rules = [];
	chains = {};
	place(name, replaced, rule) {
		const index = this.rules.findIndex((known) => known.name === name);
		if (index < 0) throw new Error('no rule ' + name);
		this.rules.splice(index, replaced, rule);
		this.chains = {};
	}
	at(name, fn, { alt = [] } = {}) { this.place(name, 1, { name, fn, alt }); }
	before(next, name, fn, { alt = [] } = {}) { this.place(next, 0, { name, fn, alt }); }
	push(name, fn, { alt = [] } = {}) { this.rules.push({ name, fn, alt }); }
	enableOnly(names) { this.rules = this.rules.filter(({ name }) => names.includes(name)); }
	getRules(chain) {
		return this.chains[chain] ??= this.rules
			.filter(({ alt }) => !chain || alt.includes(chain))
			.map(({ fn }) => fn);
	}
};`,
  'src/renderer.ts': '',
  'src/rules_core/strip_references.ts': 'function strip_references() {}',
  'src/rules_core/linkify.ts': 'function linkify$1() {}',
  'src/rules_core/replacements.ts': 'function replace() {}',
  'src/rules_core/smartquotes.ts': 'function smartquotes() {}',
  'src/rules_inline/text.ts': 'function text() {}',
  'src/rules_inline/linkify.ts': 'function linkify() {}',
  'src/rules_inline/strikethrough.ts': 'var strikethrough_default = {};',
  'src/markdownit.ts': `var MarkdownIt = class {
	inline = new ParserInline();
	block = new ParserBlock();
	core = new ParserCore();
	utils = { isMdAsciiPunct, isPunctChar, isWhiteSpace, unescapeAll };
	helpers = { parseLinkDestination, parseLinkLabel, parseLinkTitle };
	constructor(options) { this.options = options; }
	use(plugin) { plugin(this); }
	parse(source, env, inlineMode = false) {
		const state = new StateCore(source, this, env);
		state.inlineMode = inlineMode;
		this.core.process(state);
		return state.tokens;
	}
	parseInline(source, env) { return this.parse(source, env, true); }
};
MarkdownIt.Token = Token;`,
  'src/index.ts': 'var MarkdownItCallable = MarkdownIt;',
};

/** Methods that nothing here calls, by the file they were written in. */
const METHODS: Readonly<Record<string, readonly string[]>> = {
  'src/token.ts': ['attrPush', 'attrSet', 'attrJoin'],
  // markdown-it-cjk-friendly has its own.
  'src/rules_inline/state_inline.ts': ['scanDelims'],
};

/** What was written for older browsers, or at length. */
const EXPRESSIONS: readonly { find: RegExp; put: string }[] = [
  {
    find: /function isMdAsciiPunct\(ch\) \{.*?\n\}(?=\n)/s,
    put: `function isMdAsciiPunct(code) {
	return (code >= 33 && code <= 47) || (code >= 58 && code <= 64) || (code >= 91 && code <= 96) || (code >= 123 && code <= 126);
}`,
  },
  { find: /\((_\w+\$\w+) = ([^()]+)\) === null \|\| \1 === void 0 \? void 0 : \1\./g, put: '$2?.' },
];

/** How a field is set. A call for each field of each token took half of the time that a text takes. */
const FIELD = /_defineProperty\(\s*this,\s*(?:\/\*\*.*?\*\/\s*)?"(\w+)",/gs;

const methodOf = (name: string): RegExp => new RegExp(`\\n\\t${name}\\(.*\\) \\{\\n[^]*?\\n\\t\\}(?=\\n)`);

/** Replaces the code that was written in `file`. Undefined where it is not there, or does not become another. */
const replacePart = (
  code: string,
  file: string,
  replace: (part: string) => string | undefined,
): string | undefined => {
  const title = `${file}\n`;
  const start = code.indexOf(title) + title.length;
  const end = code.indexOf('//#endregion', start);
  const part = start < title.length ? undefined : replace(code.slice(start, end));
  return part === undefined ? undefined : `${code.slice(0, start)}${part}\n${code.slice(end)}`;
};

/** The lean code, and the names of what was not found in `code`. */
const makeLean = (code: string): { lean: string; moved: string[] } => {
  const moved = Object.keys(MODULES).filter((name) => !code.includes(` from "${name}";`));
  let lean = code;
  const change = (file: string, name: string, replace: (part: string) => string | undefined): void => {
    const changed = replacePart(lean, file, replace);
    if (changed === undefined) moved.push(name);
    else lean = changed;
  };
  for (const [file, instead] of Object.entries(PARTS)) {
    const declared = instead.slice(0, instead.search(/ =|\(/));
    change(file, file, (part) => (part.includes(declared) ? instead : undefined));
  }
  for (const [file, names] of Object.entries(METHODS)) {
    for (const name of names) {
      const method = methodOf(name);
      change(file, `${name} in ${file}`, (part) =>
        method.test(part) ? part.replace(method, '') : undefined,
      );
    }
  }
  for (const { find, put } of EXPRESSIONS) {
    if (!find.test(lean)) moved.push(String(find));
    lean = lean.replace(find, put);
  }
  lean = lean.replace(FIELD, 'this.$1 = (');
  return { lean, moved: lean.includes('_defineProperty') ? [...moved, 'fields that are known'] : moved };
};

const VIRTUAL = '\0lean-markdown-it:';

/**
 * markdown-it without its table of entities, its links and its HTML: 24 kB of 44 gzipped. The build fails where
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
        const { lean, moved } = makeLean(code);
        if (moved.length > 0) return this.error(`this release of markdown-it has no ${moved.join(', ')}`);
        return { code: lean, map: null };
      },
    },
    buildEnd(error) {
      if (building && !error && !seen) this.error('markdown-it was built without being made lean');
    },
  };
};
