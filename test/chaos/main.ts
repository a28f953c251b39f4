import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isClean, table, type Verdict } from './judge.ts';
import { run } from './run.ts';
import { LONG, SHORT } from './schedule.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', multiple: true, default: ['1'] },
    short: { type: 'boolean', default: false },
    server: { type: 'string', default: 'elizaos' },
    dist: { type: 'string', default: join(fileURLToPath(new URL('../..', import.meta.url)), 'dist') },
    calm: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});

const size =
  values.calm === undefined
    ? values.short
      ? SHORT
      : LONG
    : {
        messages: Number(values.calm),
        perPhase: 0,
        perFault: 0,
        newRooms: 1,
        closings: 2,
        longestMs: 0,
      };
const runs: [string, Verdict][] = [];
for (const seed of values.seed.map(Number)) {
  const result = await run({
    seed,
    size,
    dist: values.dist,
    server: values.server === 'room' ? 'room' : 'elizaos',
    say: values.verbose ? (line) => console.log(line) : () => {},
  });
  runs.push([`seed ${seed}`, result.verdict]);
  console.log(JSON.stringify(result.strikes), result.seconds, 's');
  if (!isClean(result.verdict))
    console.log(JSON.stringify(result.verdict.faults, null, 1), result.account.join('\n'));
}
console.log(table(runs));
process.exitCode = runs.every(([, verdict]) => isClean(verdict)) ? 0 : 1;
