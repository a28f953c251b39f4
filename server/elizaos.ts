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
  /** The port to listen on; 0 for any free one. */
  port: number;
  /** The folder of the conversations, which survive the process. Created where it is missing. */
  dataDir: string;
  /** The one extension that may use the server; any unless given. Pages of sites never may. */
  extensionId?: string;
  /** Lifts ElizaOS's request limit, which some 300 messages in 15 minutes reach: for tests. */
  liftRateLimit?: boolean;
  /** Environment variables for the process, which override the others. */
  env?: Readonly<Record<string, string>>;
  /** The time before each chunk of an agent's answer, in ms; 20 unless given. */
  chunkDelayMs?: number;
  /** One agent, Eliza, unless given. */
  agents?: readonly { name: string; bio: string }[];
  /** Called with each line that the process prints. */
  onLog?: (line: string) => void;
  /** Aborts the start; does nothing once the server runs. */
  signal?: AbortSignal;
}

export interface RunningServer {
  url: string;
  port: number;
  pid: number;
  /** Closes the database and ends the process, by SIGKILL after 8 s. Resolves when it has ended. */
  stop(): Promise<void>;
  /** Ends the process at once, as a crash would. Resolves when it has ended. */
  kill(): Promise<void>;
  /** Resolves to the exit code; null where a signal ended the process. */
  exited: Promise<number | null>;
}

const ELIZA = {
  name: 'Eliza',
  bio: 'A patient listener after Weizenbaum’s program of 1966. Needs no key and no network.',
};

/**
 * The folders of uploaded files. ElizaOS 1.7.2 serves a channel's files from the folder of its agents' files, but
 * stores them elsewhere by default; and it serves nothing from a folder whose name begins with a dot.
 */
const uploadFolders = (dataDir: string): Record<string, string> => ({
  ELIZA_DATA_DIR_UPLOADS_AGENTS: path.join(dataDir, 'uploads'),
  ELIZA_DATA_DIR_UPLOADS_CHANNELS: path.join(dataDir, 'uploads', 'channels'),
});

/** How long the process has between SIGTERM and SIGKILL, in ms. */
const GRACE = 8000;
/** How long the start may take, in ms. */
const START_TIMEOUT_MS = 90_000;
/** How many of the last printed lines an error quotes. */
const LINES_KEPT = 20;

/** Resolves to the process's report; rejects where the process ends before. */
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

/** Checks that ElizaOS answers at `url`; a 401 counts as an answer. */
const answers = async (url: string): Promise<void> => {
  const response = await fetch(`${url}/api/system/version`);
  if (!response.ok && response.status !== 401) {
    throw new Error(`${url}/api/system/version answered ${response.status}`);
  }
  await response.arrayBuffer();
};

/**
 * Starts a real ElizaOS server in a process of its own, with an agent that needs no key and no network.
 * Resolves when it answers. Where it does not start, rejects with the cause and the last lines that the process
 * printed; the process has ended then.
 */
export const startElizaOS = async (options: ElizaOsOptions): Promise<RunningServer> => {
  options.signal?.throwIfAborted();
  const dataDir = path.resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true });
  // ElizaOS reads the nearest .env of the folders above: an empty one stops that search.
  await writeFile(path.join(dataDir, '.env'), '');
  const port = options.port === 0 ? await freePort(0) : options.port;
  const processOptions: ProcessOptions = {
    port,
    databaseDir: path.join(dataDir, 'database'),
    liftRateLimit: options.liftRateLimit ?? false,
    ...(options.extensionId !== undefined && { extensionId: options.extensionId }),
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
    const bound = await within(START_TIMEOUT_MS, start());
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
