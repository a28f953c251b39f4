import type { Plugin } from 'vite';
import { libraryModules, libraryPath } from './library-modules.ts';

/** A change of a module's text. It fails where `find` does not match. */
export interface Edit {
  find: RegExp;
  put: string;
}

/** A method of a class, whose lines are indented by four blanks. */
const method = (name: string): RegExp =>
  new RegExp(`\\n    ${name}\\(.*?\\) \\{\\n.*?\\n    \\}(?=\\n)`, 's');

/** Leaves out methods that nothing calls. */
export const without = (...names: string[]): Edit[] => names.map((name) => ({ find: method(name), put: '' }));

/** Makes methods do nothing, where what they do is switched off. */
export const idle = (...names: string[]): Edit[] =>
  names.map((name) => ({ find: method(name), put: `\n    ${name}() {}` }));

/** Puts methods, written as in a class, in the place of those with their names. */
export const instead = (methods: Readonly<Record<string, string>>): Edit[] =>
  Object.entries(methods).map(([name, code]) => ({ find: method(name), put: `\n    ${code}` }));

export interface LeanLibrary {
  name: string;
  /** Code that stands in the place of whole modules, by their paths below node_modules. */
  modules?: Readonly<Record<string, string>>;
  /** Changes of modules, by their paths below node_modules. */
  edits?: Readonly<Record<string, readonly Edit[]>>;
}

/**
 * A plug-in that builds libraries without what nothing here calls. The build fails where a release, whose version
 * is pinned for this, is laid out in another way.
 */
export const leanLibrary = ({ name, modules = {}, edits = {} }: LeanLibrary): Plugin => {
  let building = false;
  const missing = new Set([...Object.keys(modules), ...Object.keys(edits)]);
  return {
    name,
    configResolved: ({ command }) => {
      building = command === 'build';
    },
    load: {
      filter: libraryModules(Object.keys(modules)),
      handler(id) {
        missing.delete(libraryPath(id));
        return { code: modules[libraryPath(id)] ?? '', map: null };
      },
    },
    transform: {
      filter: libraryModules(Object.keys(edits)),
      handler(code, id) {
        const path = libraryPath(id);
        missing.delete(path);
        let lean = code;
        for (const { find, put } of edits[path] ?? []) {
          if (!find.test(lean)) return this.error(`this release of ${path} has no ${find}`);
          lean = lean.replace(find, () => put);
        }
        return { code: lean, map: null };
      },
    },
    buildEnd(error) {
      if (building && !error && missing.size > 0)
        this.error(`not found, so not made lean: ${[...missing].join(', ')}`);
    },
  };
};
