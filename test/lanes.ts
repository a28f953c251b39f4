import { spawn } from 'node:child_process';

/** A command of a lane. */
export interface Step {
  name: string;
  command: readonly [program: string, ...args: string[]];
  /** Whether its output is shown as it comes, or printed whole if it fails. */
  output: 'shown' | 'kept';
}

interface Failure {
  step: Step;
  code: number;
  output: string;
}

/** Whether a step gets a process group, so that all that it started ends with it. */
const HAS_GROUPS = process.platform !== 'win32';

/** Runs a step until it ends. Aborting `signal` sends SIGTERM to it and to what it started. */
const run = (step: Step, signal: AbortSignal): Promise<Failure | undefined> =>
  new Promise((resolve) => {
    const [program, ...args] = step.command;
    const stdio = step.output === 'shown' ? 'inherit' : 'pipe';
    // On Windows npm's commands are scripts of the shell.
    const how = HAS_GROUPS ? { detached: true } : { shell: true };
    const child = spawn(program, args, { ...how, stdio: ['ignore', stdio, stdio] });
    const stop = (): void => {
      if (child.pid === undefined || child.exitCode !== null) return;
      if (HAS_GROUPS) process.kill(-child.pid, 'SIGTERM');
      else child.kill();
    };
    signal.addEventListener('abort', stop, { once: true });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.once('error', (error) => {
      output += `${error.message}\n`;
    });
    child.once('close', (code) => {
      signal.removeEventListener('abort', stop);
      resolve(code === 0 ? undefined : { step, code: code !== null && code > 0 ? code : 1, output });
    });
  });

/**
 * Runs the lanes at the same time, the steps of a lane one after the other. The first step that fails stops all
 * others; then its output, where it was kept, and its name are printed. Resolves with its exit code, or with 0.
 * Aborting `interrupted` stops all of them.
 */
export const runLanes = async (
  lanes: readonly (readonly Step[])[],
  print: (text: string) => void,
  interrupted?: AbortSignal,
): Promise<number> => {
  const stopped = new AbortController();
  interrupted?.addEventListener('abort', () => stopped.abort(), { once: true });
  let first: Failure | undefined;
  const runLane = async (lane: readonly Step[]): Promise<void> => {
    for (const step of lane) {
      if (stopped.signal.aborted) return;
      const failure = await run(step, stopped.signal);
      first ??= failure;
      if (failure) stopped.abort();
    }
  };
  await Promise.all(lanes.map(runLane));
  if (interrupted?.aborted) return 1;
  if (!first) return 0;
  const { step, code, output } = first;
  print(`${output}${step.name} failed (exit code ${code}). Steps that were still to end were stopped.\n`);
  return code;
};
