import { dirname, join } from 'node:path/posix';
import { parseSync } from 'vite';

/** What a module (a folder of `src/`) may import: other modules, or single files of them, and packages. */
export interface Allowed {
  modules: readonly string[];
  packages: readonly string[];
}

/** The import table of the README. valibot is allowed wherever schemas are defined. */
export const TABLE: Readonly<Record<string, Allowed>> = {
  model: { modules: [], packages: ['valibot'] },
  wire: { modules: ['model'], packages: ['valibot', 'eventsource-parser'] },
  chat: { modules: ['model', 'wire'], packages: ['valibot'] },
  delivery: { modules: ['model', 'chat', 'wire'], packages: ['valibot'] },
  store: {
    modules: ['model', 'chat', 'delivery/entry.ts', 'delivery/delivery-of.ts'],
    packages: ['idb', 'valibot'],
  },
  api: { modules: ['model', 'wire'], packages: [] },
  transport: { modules: ['model', 'wire', 'api'], packages: ['valibot'] },
  connection: { modules: ['model', 'wire', 'transport'], packages: [] },
  diagnostics: { modules: ['model', 'wire'], packages: ['valibot'] },
  settings: { modules: ['model'], packages: ['valibot'] },
  relay: { modules: ['model', 'chat', 'diagnostics/report.ts'], packages: ['valibot'] },
  worker: {
    modules: [
      'model',
      'wire',
      'chat',
      'delivery',
      'store',
      'api',
      'transport',
      'connection',
      'diagnostics',
      'settings',
      'relay',
    ],
    packages: ['valibot'],
  },
  views: {
    // A view uploads files, since only XMLHttpRequest reports progress, and reads the database to search and export.
    modules: ['model', 'relay', 'chat', 'diagnostics', 'api/post-file.ts', 'store/reader.ts'],
    packages: [
      'preact',
      '@preact/signals',
      'markdown-it',
      'markdown-it-cjk-friendly',
      'remend',
      'lowlight',
      'highlight.js',
      'character-entities',
    ],
  },
};

/** Packages that belong to single files, whatever the table says of their modules. */
const OWNERS: Readonly<Record<string, RegExp>> = {
  'socket.io-client': /^src\/transport\/(socket|socket-sender|strict-transport)\.ts$/,
  'socket.io-parser': /^src\/transport\/(socket|strict-decoder)\.ts$/,
  // The composition root hands in the transports that a service worker has.
  'engine.io-client': /^src\/(api\/polling|transport\/socket|worker\/main)\.ts$/,
  'webextension-polyfill': /^src\/(worker\/main\.ts|views\/\w+\/main\.tsx)$/,
};

/** Files of the extension that views import. */
const FOR_CHROME = ['public/_locales/en/messages.json', 'manifest.json'];

const ENTRY = /^src\/(worker\/main\.ts|views\/\w+\/main\.tsx)$/;
/** The module that calls `fetch`, and the composition root, which passes it on. */
const FETCHES = /^src\/(api\/.*|worker\/main\.ts)$/;
const HTML_STRINGS = [
  'innerHTML',
  'outerHTML',
  'insertAdjacentHTML',
  'dangerouslySetInnerHTML',
  'setHTMLUnsafe',
];
const GLOBALS = ['globalThis', 'self', 'window'];

interface Node {
  type: string;
  [field: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

const visitNodes = (node: Node, visit: (node: Node) => void): void => {
  visit(node);
  for (const child of Object.values(node)) {
    for (const inner of Array.isArray(child) ? child : [child]) if (isNode(inner)) visitNodes(inner, visit);
  }
};

/** The specifier of an import; undefined where it is not a string literal. */
const sourceOf = (node: Node): string | undefined => {
  const source = node.source as Node | null | undefined;
  return typeof source?.value === 'string' ? source.value : undefined;
};

const IMPORTS = [
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
];

const nameOf = (node: unknown): string | undefined => {
  if (!isNode(node)) return undefined;
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  return typeof node.name === 'string' ? node.name : undefined;
};

/** The global that an expression names, directly or through `globalThis`. */
const globalOf = (node: unknown): string | undefined => {
  if (!isNode(node)) return undefined;
  if (node.type === 'Identifier') return nameOf(node);
  if (node.type !== 'MemberExpression') return undefined;
  return GLOBALS.includes(nameOf(node.object) ?? '') ? nameOf(node.property) : undefined;
};

interface Parsed {
  imports: string[];
  problems: string[];
}

const parse = (path: string, source: string): Parsed => {
  const { program, errors } = parseSync(path, source);
  const imports: string[] = [];
  const problems = errors.map((error) => `${path}: ${error.message}`);
  const inSource = path.startsWith('src/');
  visitNodes(program as unknown as Node, (node) => {
    if (IMPORTS.includes(node.type) && node.source) {
      const imported = sourceOf(node);
      if (imported === undefined) problems.push(`${path} imports by a specifier that is no literal`);
      else imports.push(imported);
    }
    if (inSource) problems.push(...forbidden(path, node));
  });
  return { imports, problems };
};

/** Uses that are forbidden everywhere, or in this file. */
const forbidden = (path: string, node: Node): string[] => {
  switch (node.type) {
    case 'MemberExpression': {
      const property = nameOf(node.property) ?? '';
      if (HTML_STRINGS.includes(property)) return [`${path} uses ${property}`];
      if (globalOf(node.object) === 'chrome' && !ENTRY.test(path)) return [`${path} uses chrome.${property}`];
      return [];
    }
    case 'JSXAttribute':
    case 'Property': {
      const name = nameOf(node.name ?? node.key) ?? '';
      return HTML_STRINGS.includes(name) ? [`${path} uses ${name}`] : [];
    }
    case 'CallExpression':
    case 'NewExpression': {
      const callee = globalOf(node.callee);
      if (callee === 'eval' || callee === 'Function') return [`${path} makes code of a string: ${callee}`];
      if (callee === 'fetch' && !FETCHES.test(path)) return [`${path} calls fetch`];
      return [];
    }
    default:
      return [];
  }
};

/** `@preact/signals/x` is of the package `@preact/signals`. */
const packageOf = (imported: string): string =>
  imported
    .split('/')
    .slice(0, imported.startsWith('@') ? 2 : 1)
    .join('/');

const moduleOf = (path: string): string => path.split('/')[1] ?? '';

const checkPackage = (path: string, imported: string): string[] => {
  const name = packageOf(imported);
  if (path.startsWith('server/')) return [];
  const owner = OWNERS[name];
  const allowed = owner ? owner.test(path) : TABLE[moduleOf(path)]?.packages.includes(name);
  return allowed ? [] : [`${path} must not import the package ${name}`];
};

const checkFile = (path: string, target: string, files: ReadonlyMap<string, string>): string[] => {
  if (path.startsWith('server/'))
    return target.startsWith('src/') ? [`${path} must not import ${target}`] : [];
  // Chrome reads these files too.
  if (moduleOf(path) === 'views' && FOR_CHROME.includes(target)) return [];
  if (/^src\/.*\.tsx?$/.test(target) && !files.has(target))
    return [`${path} imports ${target}, which is not there`];
  const module = moduleOf(path);
  const allowed =
    target.startsWith('src/') &&
    (moduleOf(target) === module ||
      TABLE[module]?.modules.some((entry) => target === `src/${entry}` || moduleOf(target) === entry));
  return allowed ? [] : [`${path} must not import ${target}`];
};

/** An import cycle, as a path that ends where it began. */
const findCycle = (graph: ReadonlyMap<string, readonly string[]>): string[] | undefined => {
  const done = new Set<string>();
  const from = (path: string, trail: readonly string[]): string[] | undefined => {
    const start = trail.indexOf(path);
    if (start >= 0) return [...trail.slice(start), path];
    if (done.has(path)) return undefined;
    for (const next of graph.get(path) ?? []) {
      const cycle = from(next, [...trail, path]);
      if (cycle) return cycle;
    }
    done.add(path);
    return undefined;
  };
  for (const path of graph.keys()) {
    const cycle = from(path, []);
    if (cycle) return cycle;
  }
  return undefined;
};

/**
 * Checks the sources against the table, a sentence for each violation. `files`: the sources under `src/` and
 * `server/`, keyed by their paths from the repository's root.
 */
export const checkStructure = (files: ReadonlyMap<string, string>): string[] => {
  const graph = new Map<string, string[]>();
  const problems = [...files].flatMap(([path, source]) => {
    const parsed = parse(path, source);
    const targets = parsed.imports
      .filter((imported) => imported.startsWith('.'))
      .map((imported) => join(dirname(path), imported.replace(/\?.*$/, '')));
    graph.set(path, targets);
    const module = moduleOf(path);
    return [
      ...(path.startsWith('src/') && !(module in TABLE) ? [`${path} is in no module`] : []),
      ...parsed.problems,
      ...parsed.imports
        .filter((imported) => !imported.startsWith('.'))
        .flatMap((imported) => checkPackage(path, imported)),
      ...targets.flatMap((target) => checkFile(path, target, files)),
    ];
  });
  const cycle = findCycle(graph);
  return cycle ? [...problems, `an import cycle: ${cycle.join(' -> ')}`] : problems;
};
