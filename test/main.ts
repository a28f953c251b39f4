/** `npm test`: lint and types beside the build and the tests. Its arguments go to Vitest. */
import { runLanes } from './lanes.ts';

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
);
