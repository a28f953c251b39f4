import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../test/browser/harness/browser.ts';
import { FIGURES } from './figures.ts';
import { htmlOf } from './html.ts';
import { pointsOf, type Sample } from './samples.ts';
import { tableOf } from './table.ts';
import { startWorld } from './world.ts';

const HELP = `npm run bench -- [figure …] [--rounds N]

Measures Parley beside a bare client. Writes bench-results/bench.json and bench-results/bench.html.

figures: ${FIGURES.map(({ name, title }) => `\n  ${name.padEnd(12)}${title}`).join('')}
`;

const load = (): string =>
  loadavg()
    .map((value) => value.toFixed(1))
    .join(' ');

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: 'string', default: '7' }, help: { type: 'boolean', default: false } },
  });
  const unknown = positionals.filter((name) => !FIGURES.some((figure) => figure.name === name));
  const rounds = Number(values.rounds);
  if (values.help || unknown.length > 0 || !(rounds >= 1)) {
    process.stdout.write(unknown.length > 0 ? `There is no figure ${unknown.join(', ')}.\n\n${HELP}` : HELP);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const chosen = FIGURES.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const before = load();
  const world = await startWorld(console.log);
  const samples: Sample[] = [];
  try {
    for (const { name, title, measure } of chosen) {
      process.stdout.write(`${title} …\n`);
      await measure({ ...world, rounds, record: (sample) => samples.push({ figure: name, ...sample }) });
    }
  } finally {
    await world.close();
  }
  const points = pointsOf(samples);
  const machine = `${cpus().length} x ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GB, load ${before} before, ${load()} after`;
  const folder = join(ROOT, 'bench-results');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'bench.json'), JSON.stringify({ machine, points, samples }, null, 1));
  await writeFile(join(folder, 'bench.html'), htmlOf(machine, points));
  process.stdout.write(`\n${machine}\n\n${tableOf(points)}\n\nPlots: ${join(folder, 'bench.html')}\n`);
};

await main();
