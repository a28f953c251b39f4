import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseSync } from 'vite';

/** The files of a built extension, keyed by their path in it. */
export type Bundle = ReadonlyMap<string, Buffer>;

/** Throws, saying what to do, where nothing was built. */
export const readBundle = (folder: string): Bundle => {
  try {
    return new Map(
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => {
          const path = join(entry.parentPath, entry.name);
          return [posix.relative(folder, path), readFileSync(path)];
        }),
    );
  } catch (error) {
    throw new Error(`Nothing is built in ${folder}: run \`npm run build\` first.`, { cause: error });
  }
};

const textOf = (bundle: Bundle, path: string): string => {
  const file = bundle.get(path);
  if (!file) throw new Error(`${path} is asked for, and is not in the bundle`);
  return file.toString('utf8');
};

export interface Imports {
  /** Evaluated before the file itself, as written. */
  now: string[];
  /** Loaded when the code asks for it. */
  later: string[];
}

export const importsOf = (bundle: Bundle, path: string): Imports => {
  const source = textOf(bundle, path);
  const { module } = parseSync(path, source);
  const exported = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest }) => (moduleRequest ? [moduleRequest.value] : [])),
  );
  return {
    now: [...module.staticImports.map(({ moduleRequest }) => moduleRequest.value), ...exported],
    later: module.dynamicImports.map(({ moduleRequest: { start, end } }) =>
      source.slice(start, end).replace(/^[`'"]|[`'"]$/g, ''),
    ),
  };
};

const resolve = (path: string, imported: string): string => posix.join(posix.dirname(path), imported);

/** Some scripts and all that they import statically. */
export const closure = (bundle: Bundle, entries: readonly string[]): Set<string> => {
  const loaded = new Set<string>();
  const load = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const imported of importsOf(bundle, path).now) load(resolve(path, imported));
  };
  for (const entry of entries) load(entry);
  return loaded;
};

/** What a page loads on its own: itself, its scripts with their imports, and its styles. */
export const pageLoads = (bundle: Bundle, page: string): Set<string> => {
  const html = textOf(bundle, page);
  const linked = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url = '']) => url.replace(/^\//, ''));
  const scripts = linked.filter((path) => path.endsWith('.js'));
  return new Set([page, ...linked, ...closure(bundle, scripts)]);
};

/**
 * What may be loaded later by the files that are `loaded`, each by its file: its imports, and the styles
 * that Vite wrote down beside the import.
 */
export const lazyPieces = (bundle: Bundle, loaded: ReadonlySet<string>): Map<string, Set<string>> => {
  const pieces = new Map<string, Set<string>>();
  for (const path of loaded) {
    if (!path.endsWith('.js')) continue;
    const source = textOf(bundle, path);
    const dependencies = [...(/\.f=\[([^\]]*)\]/.exec(source)?.[1] ?? '').matchAll(/"([^"]+)"/g)];
    for (const imported of importsOf(bundle, path).later) {
      const after = source.slice(source.indexOf(imported) + imported.length);
      const numbers = /__vite__mapDeps\(\[([\d,]+)\]\)|[)}],\[\]/.exec(after)?.[1]?.split(',') ?? [];
      const styles = numbers
        .map((number) => dependencies[Number(number)]?.[1] ?? '')
        .filter((file) => file.endsWith('.css'));
      pieces.set(
        resolve(path, imported),
        new Set([...closure(bundle, [resolve(path, imported)]), ...styles]),
      );
    }
  }
  return pieces;
};

/** Bytes of the files, each gzipped for itself. */
export const gzippedBytes = (bundle: Bundle, paths: Iterable<string>): number =>
  [...paths].reduce((sum, path) => sum + gzipSync(bundle.get(path) ?? '').length, 0);
