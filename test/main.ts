/** `npm test`: lint and types beside the build and the tests. Its arguments go to Vitest. */
import { runLanes } from './lanes.ts';

// The steps have process groups of their own, which a terminal's Ctrl+C does not reach.
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => interrupted.abort());

process.exitCode = await runLanes(
  [
    [
      { name: 'build', command: ['npm', 'run', 'build'], output: 'shown' },
      { name: 'tests', command: ['vitest', 'run', ...process.argv.slice(2)], output: 'shown' },
    ],
    [{ name: 'lint', command: ['npm', 'run', 'lint'], output: 'kept' }],
    [{ name: 'types', command: ['npm', 'run', 'types'], output: 'kept' }],
  ],
  (text) => process.stderr.write(text),
  interrupted.signal,
);
