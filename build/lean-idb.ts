import type { Plugin } from 'vite';
import { leanLibrary } from './lean-library.ts';

/** idb without its asynchronous iterators. */
export const leanIdb = (): Plugin =>
  leanLibrary({
    name: 'lean-idb',
    edits: { 'idb/build/index.js': [{ find: /const advanceMethodProps = .*?(?=export )/s, put: '' }] },
  });
