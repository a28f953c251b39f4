import type { Plugin } from 'vite';
import { type Edit, leanLibrary } from './lean-library.ts';

/** A check of `createParser`, or a part of a switch in it. */
const leaveOut = (find: RegExp): Edit => ({ find, put: '' });

/** We hand in `onEvent` alone, and read nothing of it but `event` and `data`. */
const EDITS: readonly Edit[] = [
  leaveOut(/class ParseError .*?\n\}(?=\n)/s),
  leaveOut(/if \(typeof config == "function"\)\n.*?\);/s),
  { find: /const \{ onEvent = noop, .*?\} = config,/, put: 'const { onEvent } = config,' },
  leaveOut(/if \(terminated\)\n.*?\);/s),
  { find: /function checkBufferSize\(\) \{.*?\n {2}\}(?=\n)/s, put: 'function checkBufferSize() {}' },
  leaveOut(/if \(firstCharCode === 105 .*?\n {4}\}(?=\n)/s),
  { find: /if \(firstCharCode === 58\) \{.*?\n {4}\}(?=\n)/s, put: 'if (firstCharCode === 58) return;' },
  leaveOut(/case "id":.*?\n {4}(?=\})/s),
  { find: /function reset\(options = \{\}\) \{.*?\n {2}\}(?=\n)/s, put: 'function reset() {}' },
];

/** eventsource-parser without its errors, limits, comments, ids and retries. */
export const leanEventsource = (): Plugin =>
  leanLibrary({
    name: 'lean-eventsource',
    edits: {
      'eventsource-parser/dist/index.js': [
        ...EDITS,
        { find: /export \{\s*ParseError,\s*createParser\s*\};/, put: 'export { createParser };' },
      ],
    },
  });
