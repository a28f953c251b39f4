import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { environmentFor, saltOf } from './elizaos-environment.ts';
import { freePort } from './ports.ts';
import { type ProcessOptions, ProcessReport } from './process-options.ts';

export interface ElizaOsOptions {
  /** The port to listen on; 0 stands for any that is free. */
  port: number;
  /** Made where it is missing. Conversations live here, and outlive the process. */
  dataDir: string;
  /** ElizaOS answers some 300 messages a quarter of an hour and then falls silent; tests lift that. */
  liftRateLimit?: boolean;
  /** Settings of ElizaOS's for the process, over the few that it gets anyway. */
  env?: Readonly<Record<string, string>>;
  /** The time before each chunk of an agent's answer, in ms: 20. */
  chunkDelayMs?: number;
  /** One Eliza, unless told otherwise. */
  agents?: readonly { name: string; bio: string }[];
  /** Hears each line that the process prints. */
  onLog?: (line: string) => void;
  /** How long the start may take, in ms: a minute and a half. */
  startTimeoutMs?: number;
  /** Gives the start up; a server that is up is not concerned. */
  signal?: AbortSignal;
}

export interface RunningServer {
  url: string;
  port: number;
  pid: number;
  /** Ends it, its database closed; by force after a few seconds. Settles when it is gone. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash would. Settles when it is gone. */
  kill(): Promise<void>;
  /** Its exit code, null where a signal ended it. */
  exited: Promise<number | null>;
}

const ELIZA = {
  name: 'Eliza',
  bio: 'A patient listener after Weizenbaum’s program of 1966. Needs no key and no network.',
};

/**
 * Where files are kept that somebody sends. ElizaOS 1.7.2 looks for those of a channel among those of its
 * agents, where it does not put them, and serves nothing out of a folder whose name begins with a dot.
 */
const uploadFolders = (dataDir: string): Record<string, string> => ({
  ELIZA_DATA_DIR_UPLOADS_AGENTS: path.join(dataDir, 'uploads'),
  ELIZA_DATA_DIR_UPLOADS_CHANNELS: path.join(dataDir, 'uploads', 'channels'),
});

/** How long the process has between SIGTERM and SIGKILL, in ms. */
const GRACE = 8000;
const LINES_KEPT = 20;

/** Settles with the process's report, or rejects when it ends before. */
const reported = (child: ChildProcess, exited: Promise<number | null>): Promise<ProcessReport> =>
  new Promise((resolve, reject) => {
    child.on('message', (message) => {
      const parsed = v.safeParse(ProcessReport, message);
      if (parsed.success) resolve(parsed.output);
    });
    child.once('error', reject);
    void exited.then((code) => reject(new Error(`it ended (${code ?? child.signalCode}) while starting`)));
  });

const within = async <T>(ms: number, what: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not answer within ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([what, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** ElizaOS says what it is, or that it wants a key first, at the address where it says it listens. */
const answers = async (url: string): Promise<void> => {
  const response = await fetch(`${url}/api/system/version`);
  if (!response.ok && response.status !== 401) {
    throw new Error(`${url}/api/system/version answered ${response.status}`);
  }
  await response.arrayBuffer();
};

/**
 * Starts a real ElizaOS server in a process of its own, with an agent that needs no key and no network.
 * Settles when it answers. Rejects with the cause, and the last lines that the process printed, when it does
 * not come up; nothing is left running then.
 */
export const startElizaOS = async (options: ElizaOsOptions): Promise<RunningServer> => {
  options.signal?.throwIfAborted();
  const dataDir = path.resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true });
  // ElizaOS looks for a .env in the folders above until it finds one: let it find this.
  await writeFile(path.join(dataDir, '.env'), '');
  const port = options.port === 0 ? await freePort(0) : options.port;
  const processOptions: ProcessOptions = {
    port,
    databaseDir: path.join(dataDir, 'database'),
    liftRateLimit: options.liftRateLimit ?? false,
    chunkDelayMs: options.chunkDelayMs ?? 20,
    agents: [...(options.agents ?? [ELIZA])],
  };
  const entry = fileURLToPath(new URL('elizaos-entry.mjs', import.meta.url));
  const child = spawn(process.execPath, [entry, JSON.stringify(processOptions)], {
    cwd: dataDir,
    env: environmentFor(port, await saltOf(dataDir), { ...uploadFolders(dataDir), ...options.env }),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > LINES_KEPT) lines.shift();
      options.onLog?.(line);
    });
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    const force = setTimeout(() => child.kill('SIGKILL'), GRACE);
    await exited;
    clearTimeout(force);
  };
  const giveUp = (): void => void child.kill('SIGTERM');
  const start = async (): Promise<number> => {
    options.signal?.addEventListener('abort', giveUp);
    const report = await reported(child, exited);
    if (report.type === 'failed') throw new Error(report.error);
    await answers(`http://localhost:${report.port}`);
    return report.port;
  };
  try {
    const bound = await within(options.startTimeoutMs ?? 90_000, start());
    if (child.pid === undefined) throw new Error('it has no process id');
    return {
      url: `http://localhost:${bound}`,
      port: bound,
      pid: child.pid,
      stop: () => end('SIGTERM'),
      kill: () => end('SIGKILL'),
      exited,
    };
  } catch (error) {
    if (child.pid !== undefined) await end('SIGKILL');
    const cause = error instanceof Error ? error.message : String(error);
    throw new Error([`ElizaOS did not start: ${cause}`, ...lines].join('\n'), { cause: error });
  } finally {
    options.signal?.removeEventListener('abort', giveUp);
  }
};
