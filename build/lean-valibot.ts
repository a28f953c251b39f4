import type { Plugin } from 'vite';
import { leanLibrary } from './lean-library.ts';

/**
 * valibot without the Standard Schema interface, and without messages that are set for all schemas or in a
 * language: what a schema refuses is said to the log alone, in valibot's words.
 */
export const leanValibot = (): Plugin =>
  leanLibrary({
    name: 'lean-valibot',
    edits: {
      'valibot/dist/index.mjs': [
        {
          find: /function _standardSchema\(schema\) \{.*?\n\}(?=\n)/s,
          put: 'function _standardSchema(schema) { return schema; }',
        },
        {
          find: /const message\$1 = other\?\.message \?\? context\.message \?\? .*?;(?=\n)/,
          put: 'const message$1 = other?.message ?? context.message;',
        },
        { find: /\n\t\treference: \w+,/g, put: '' },
        { find: /\n\t\tasync: false,/g, put: '' },
      ],
    },
  });
