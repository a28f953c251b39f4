import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isClean, table, type Verdict } from './judge.ts';
import { run } from './run.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const { values } = parseArgs({
  options: {
    seed: { type: 'string', multiple: true },
    /** The index of the first frame. */
    from: { type: 'string', default: '0' },
    count: { type: 'string', default: '100000' },
    dist: { type: 'string', default: join(ROOT, 'dist') },
    verbose: { type: 'boolean', default: false },
  },
});

const again = (seed: number, from: number, count: number): string =>
  `npm run test:hostile -- --seed ${seed} --from ${from} --count ${count}`;

const seeds = values.seed?.map(Number) ?? [Date.now() % 1_000_000];
const [from, count] = [Number(values.from), Number(values.count)];
const runs: [string, Verdict][] = [];
for (const seed of seeds) {
  console.log(`seed ${seed} (again: ${again(seed, from, count)})`);
  const say = (line: string): void => {
    if (values.verbose) console.log(line);
  };
  const { verdict, seconds } = await run({ seed, from, count, dist: values.dist, say });
  console.log(`seed ${seed}: ${seconds} s`);
  for (const [fault, which] of Object.entries(verdict.faults)) {
    // The same thing is told once, with the frames after which it was seen first.
    const times = new Map<string, number>();
    for (const { what } of which) times.set(what, (times.get(what) ?? 0) + 1);
    for (const [what, often] of times) {
      const first = which.find((each) => each.what === what);
      if (!first) continue;
      const [begin, end] = [Math.max(first.from, from), Math.min(first.to, from + count)];
      console.log(`${fault}, ${often} times: ${what}\n  again: ${again(seed, begin, end - begin)}`);
    }
  }
  runs.push([`seed ${seed}`, verdict]);
}
console.log(`\n${table(runs)}`);
process.exit(runs.every(([, verdict]) => isClean(verdict)) ? 0 : 1);
