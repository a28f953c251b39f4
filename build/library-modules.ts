/** The path of a module below node_modules, without the query that tells its copies apart. */
export const libraryPath = (id: string): string => id.replace(/^.*\/node_modules\//, '').replace(/\?.*$/, '');

/** A plug-in's filter for modules of libraries, by their paths below node_modules, and for each copy of them. */
export const libraryModules = (paths: readonly string[]): { id: RegExp } => ({
  id: new RegExp(`/node_modules/(?:${paths.join('|').replaceAll('.', '\\.')})(?:\\?|$)`),
});
