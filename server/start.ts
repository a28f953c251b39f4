import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLifetime } from './start/lifetime.ts';
import { parseOptions, type StartOptions, USAGE } from './start/options.ts';
import { run } from './start/run.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const complain = (error: unknown): void =>
  void process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);

const PARENT_CHECK_MS = 1_000;

/** Calls `gone` when npm has ended: an npm that was killed passes no signal on to its program. */
const watchNpm = (gone: () => void): void => {
  if (process.env.npm_lifecycle_event === undefined) return;
  const npm = process.ppid;
  setInterval(() => process.ppid !== npm && gone(), PARENT_CHECK_MS).unref();
};

const main = async (options: StartOptions): Promise<void> => {
  const lifetime = createLifetime(complain);
  const end = async (code: number): Promise<void> => {
    await lifetime.end();
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!lifetime.isEnding) say('\nEnding …');
      void end(0);
    });
  }
  watchNpm(() => void end(0));
  try {
    const places = { root: ROOT, home: resolve(process.env.PARLEY_HOME ?? resolve(ROOT, '.parley')) };
    const { serverEnded } = await run(options, places, lifetime, say);
    await serverEnded;
    if (lifetime.isEnding) return;
    complain('The server has ended by itself.');
  } catch (error) {
    if (lifetime.isEnding) return;
    complain(error);
  }
  await end(1);
};

const parsed = parseOptions(process.argv.slice(2));
switch (parsed.type) {
  case 'help':
    say(USAGE);
    break;
  case 'wrong':
    complain(`${parsed.message}\n\n${USAGE}`);
    process.exitCode = 2;
    break;
  case 'run':
    void main(parsed.options);
    break;
  default:
    parsed satisfies never;
}
