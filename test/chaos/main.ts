import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isClean, table, type Verdict } from './judge.ts';
import { type RunResult, run, strikeTable } from './run.ts';
import { LONG, SHORT, type Size, strikesInEach } from './schedule.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Where the whole chronicle of each run goes: a folder that git ignores. */
const CHRONICLES = join(ROOT, 'test-results', 'chaos');

const { values } = parseArgs({
  options: {
    seed: { type: 'string', multiple: true },
    short: { type: 'boolean', default: false },
    /** So many messages, and nothing goes wrong. */
    calm: { type: 'string' },
    /** `elizaos`, or `room` for the document's; one after the other, unless told. */
    server: { type: 'string' },
    dist: { type: 'string', default: join(ROOT, 'dist') },
    verbose: { type: 'boolean', default: false },
  },
});

const calm = (messages: number): Size => ({ ...SHORT, messages, strikes: strikesInEach(0), perFault: 0 });

const show = async (
  name: string,
  { verdict, strikes, seconds, account, lines }: RunResult,
): Promise<void> => {
  await mkdir(CHRONICLES, { recursive: true });
  const file = join(CHRONICLES, `${name.replaceAll(/\W+/g, '-')}.log`);
  await writeFile(file, `${lines.join('\n')}\n`);
  console.log(`\n${name}: ${seconds} s. Everything that happened: ${file}\n${strikeTable(strikes)}`);
  if (isClean(verdict)) return;
  for (const [fault, which] of Object.entries(verdict.faults)) {
    if (which.length > 0) console.log(`${fault}: ${which.join(', ')}`);
  }
  console.log(`Around them:\n${account.join('\n')}`);
};

const seeds = values.seed?.map(Number) ?? [Date.now() % 1_000_000];
const SERVERS = ['elizaos', 'room'] as const;
const servers = SERVERS.filter((server) => values.server === undefined || values.server === server);
if (servers.length === 0) throw new Error(`--server ${values.server}: it is one of ${SERVERS.join(', ')}`);
const size = values.calm === undefined ? (values.short ? SHORT : LONG) : calm(Number(values.calm));
const again = [
  ...(values.short ? ['--short'] : []),
  ...(values.calm === undefined ? [] : [`--calm ${values.calm}`]),
];
const say = (line: string): void => {
  if (values.verbose) console.log(line);
};
const runs: [string, Verdict][] = [];
for (const seed of seeds) {
  for (const server of servers) {
    const name = `${server}, seed ${seed}`;
    const options = [...again, `--server ${server}`, `--seed ${seed}`].join(' ');
    console.log(`${name} (again: npm run test:chaos -- ${options})`);
    const result = await run({ seed, size, dist: values.dist, server, say });
    await show(name, result);
    runs.push([name, result.verdict]);
  }
}
console.log(`\n${table(runs)}`);
// At once: Node 20 was seen to wait for ever, at its own end, for a socket that had been reset.
process.exit(runs.every(([, verdict]) => isClean(verdict)) ? 0 : 1);
