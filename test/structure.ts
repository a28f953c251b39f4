import { dirname, join } from 'node:path/posix';
import { parseSync } from 'vite';

/** What a room of `src/` may import: other rooms, or single files of them, and packages. */
export interface Allowed {
  rooms: readonly string[];
  packages: readonly string[];
}

/** The table of the design. A schema is how a noun is written down, so valibot is allowed wherever nouns are. */
export const TABLE: Readonly<Record<string, Allowed>> = {
  model: { rooms: [], packages: ['valibot'] },
  wire: { rooms: ['model'], packages: ['valibot', 'eventsource-parser'] },
  chat: { rooms: ['model', 'wire'], packages: ['valibot'] },
  delivery: { rooms: ['model', 'chat', 'wire'], packages: ['valibot'] },
  store: {
    rooms: ['model', 'chat', 'delivery/entry.ts', 'delivery/delivery-of.ts'],
    packages: ['idb', 'valibot'],
  },
  api: { rooms: ['model', 'wire'], packages: [] },
  transport: { rooms: ['model', 'wire', 'api'], packages: ['valibot'] },
  connection: { rooms: ['model', 'wire', 'transport'], packages: [] },
  diagnostics: { rooms: ['model', 'wire'], packages: ['valibot'] },
  settings: { rooms: ['model'], packages: ['valibot'] },
  relay: { rooms: ['model', 'chat', 'diagnostics/report.ts'], packages: ['valibot'] },
  worker: {
    rooms: [
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
    // A file that is posted: its progress is heard where it is shown. Who searches and exports only reads, and
    // need not carry that into the worker.
    rooms: ['model', 'relay', 'chat', 'diagnostics', 'api/post-file.ts', 'store/reader.ts'],
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

/** Packages that belong to single files, whatever the table says of their rooms. */
const OWNERS: Readonly<Record<string, RegExp>> = {
  'socket.io-client': /^src\/transport\/socket(-sender)?\.ts$/,
  // The composition root hands in the transports that a service worker has.
  'engine.io-client': /^src\/(api\/polling|transport\/socket|worker\/main)\.ts$/,
  'webextension-polyfill': /^src\/(worker\/main\.ts|views\/\w+\/main\.tsx)$/,
};

/** What views may read of the extension's own files. */
const FOR_CHROME = ['public/_locales/en/messages.json', 'manifest.json'];

const ENTRY = /^src\/(worker\/main\.ts|views\/\w+\/main\.tsx)$/;
/** The rooms that call `fetch`, and the composition root, which hands it to them. */
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

const walk = (node: Node, visit: (node: Node) => void): void => {
  visit(node);
  for (const child of Object.values(node)) {
    for (const inner of Array.isArray(child) ? child : [child]) if (isNode(inner)) walk(inner, visit);
  }
};

/** What an import names; undefined where it is no constant text. */
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

/** The global that an expression names, also through `globalThis`. */
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
  walk(program as unknown as Node, (node) => {
    if (IMPORTS.includes(node.type) && node.source) {
      const imported = sourceOf(node);
      if (imported === undefined) problems.push(`${path} imports what cannot be told beforehand`);
      else imports.push(imported);
    }
    if (inSource) problems.push(...forbidden(path, node));
  });
  return { imports, problems };
};

/** What must not be done at all, or not in this file. */
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

const roomOf = (path: string): string => path.split('/')[1] ?? '';

const checkPackage = (path: string, imported: string): string[] => {
  const name = packageOf(imported);
  if (path.startsWith('server/')) return [];
  const owner = OWNERS[name];
  const allowed = owner ? owner.test(path) : TABLE[roomOf(path)]?.packages.includes(name);
  return allowed ? [] : [`${path} must not import the package ${name}`];
};

const checkFile = (path: string, target: string, files: ReadonlyMap<string, string>): string[] => {
  if (path.startsWith('server/'))
    return target.startsWith('src/') ? [`${path} must not import ${target}`] : [];
  // What the views say, and which version they are, is written once, in the files that Chrome reads too.
  if (roomOf(path) === 'views' && FOR_CHROME.includes(target)) return [];
  if (/^src\/.*\.tsx?$/.test(target) && !files.has(target))
    return [`${path} imports ${target}, which is not there`];
  const room = roomOf(path);
  const allowed =
    target.startsWith('src/') &&
    (roomOf(target) === room ||
      TABLE[room]?.rooms.some((entry) => target === `src/${entry}` || roomOf(target) === entry));
  return allowed ? [] : [`${path} must not import ${target}`];
};

/** One circle of imports that can be reached, as a path that ends where it began. */
const findCircle = (graph: ReadonlyMap<string, readonly string[]>): string[] | undefined => {
  const done = new Set<string>();
  const from = (path: string, trail: readonly string[]): string[] | undefined => {
    const start = trail.indexOf(path);
    if (start >= 0) return [...trail.slice(start), path];
    if (done.has(path)) return undefined;
    for (const next of graph.get(path) ?? []) {
      const circle = from(next, [...trail, path]);
      if (circle) return circle;
    }
    done.add(path);
    return undefined;
  };
  for (const path of graph.keys()) {
    const circle = from(path, []);
    if (circle) return circle;
  }
  return undefined;
};

/**
 * What breaks the design, a sentence each. `files`: the sources under `src/` and `server/`, keyed by their
 * paths from the repository's root.
 */
export const checkStructure = (files: ReadonlyMap<string, string>): string[] => {
  const graph = new Map<string, string[]>();
  const problems = [...files].flatMap(([path, source]) => {
    const parsed = parse(path, source);
    const targets = parsed.imports
      .filter((imported) => imported.startsWith('.'))
      .map((imported) => join(dirname(path), imported.replace(/\?.*$/, '')));
    graph.set(path, targets);
    const room = roomOf(path);
    return [
      ...(path.startsWith('src/') && !(room in TABLE) ? [`${path} stands in no room`] : []),
      ...parsed.problems,
      ...parsed.imports
        .filter((imported) => !imported.startsWith('.'))
        .flatMap((imported) => checkPackage(path, imported)),
      ...targets.flatMap((target) => checkFile(path, target, files)),
    ];
  });
  const circle = findCircle(graph);
  return circle ? [...problems, `a circle: ${circle.join(' -> ')}`] : problems;
};
