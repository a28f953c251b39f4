import { type ChildProcess, spawn } from 'node:child_process';
import { access, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../server/ports.ts';
import { ROOT } from './harness/browser.ts';

/** A build, a server and a browser, on a machine that may have other things to do. */
const MACHINE_BUSY_MS = 240_000;

let home = '';
let running: ChildProcess | undefined;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'parley-start-'));
});
afterEach(async () => {
  // A process that did not end by itself has failed its test already: it must not stay.
  for (const { pid } of await processesWith(home)) process.kill(pid, 'SIGKILL');
  running?.kill('SIGKILL');
  running = undefined;
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

/** All processes that have `mark` in their environment: whatever the program started, near or far. */
const processesWith = async (mark: string): Promise<{ pid: number; command: string }[]> => {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const all = await Promise.all(
    ids.map(async (id) => {
      const [environment, command] = await Promise.all(
        ['environ', 'cmdline'].map((file) => readFile(`/proc/${id}/${file}`, 'utf8').catch(() => '')),
      );
      return { pid: Number(id), command: command ?? '', isOurs: `${environment}${command}`.includes(mark) };
    }),
  );
  return all.filter(({ isOurs }) => isOurs);
};

interface Started {
  output(): string;
  /** Resolves when the output matches; rejects when the program ends before. */
  says(words: RegExp): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  exit: Promise<number | null>;
}

/** `npm start -- args`, as somebody without a display types it. */
const npmStart = (...args: string[]): Started => {
  const { DISPLAY: _, WAYLAND_DISPLAY: __, NODE_ENV: ___, ...env } = process.env;
  const child = spawn('npm', ['start', '--', ...args], {
    cwd: ROOT,
    env: { ...env, PARLEY_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running = child;
  let output = '';
  const hear = (text: string): void => {
    output += text;
    child.emit('said');
  };
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    output: () => output,
    says: (words) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (!words.test(output)) return;
          child.off('said', check);
          resolve();
        };
        child.on('said', check);
        void exit.then((code) => reject(new Error(`npm start ended (${code}) without ${words}:\n${output}`)));
        check();
      }),
    signal: (signal) => void child.kill(signal),
    exit,
  };
};

describe.skipIf(process.platform !== 'linux')('npm start, where there is no display', () => {
  it(
    'holds a conversation in popup and side panel, stays up, and leaves nothing behind',
    async () => {
      const port = await freePort(20_000);
      const start = npmStart('--port', String(port));
      await start.says(/Ctrl-C ends everything/);

      const transcript = start.output();
      expect(transcript).toMatch(/You \(popup\): .+\n +Eliza: \S.+/);
      expect(transcript).toMatch(/You \(side panel\): .+\n +Eliza: \S.+/);
      expect(transcript).toContain(`http://localhost:${port}`);
      expect(transcript).toContain('survive a restart');
      const pictures = await readdir(join(home, 'pictures'));
      expect(pictures).toHaveLength(4);
      await access(join(home, 'elizaos'));

      const agents = await fetch(`http://localhost:${port}/api/agents`);
      expect(await agents.text()).toContain('Eliza');

      const second = npmStart('--no-browser');
      expect(await second.exit).toBe(1);
      expect(second.output()).toMatch(/already runs with the data in/);

      expect((await processesWith(home)).length).toBeGreaterThan(3);
      start.signal('SIGTERM');
      expect(await start.exit).toBe(0);
      expect(await processesWith(home)).toEqual([]);
      await expect(fetch(`http://localhost:${port}/api/agents`)).rejects.toThrow();
    },
    MACHINE_BUSY_MS,
  );

  it(
    'does the same with the document’s server, on the next port where one is taken; Ctrl-C ends it',
    async () => {
      const port = await freePort(21_000);
      const taken = createServer().listen(port);
      try {
        const start = npmStart('--room', '--port', String(port));
        await start.says(/Ctrl-C ends everything/);
        expect(start.output()).toMatch(/You \(side panel\): .+\n +Eliza: \S.+/);
        expect(start.output()).toMatch(new RegExp(`Port ${port} is taken: using \\d+`));
        start.signal('SIGINT');
        expect(await start.exit).toBe(0);
        expect(await processesWith(home)).toEqual([]);
      } finally {
        taken.close();
      }
    },
    MACHINE_BUSY_MS,
  );

  it(
    'ends what it was just starting',
    async () => {
      const start = npmStart('--port', String(await freePort(22_000)));
      await start.says(/Starting ElizaOS …/);
      start.signal('SIGTERM');
      expect(await start.exit).toBe(0);
      expect(await processesWith(home)).toEqual([]);
    },
    MACHINE_BUSY_MS,
  );

  it('ends with 2 on an option that it does not know', async () => {
    const start = npmStart('--prot', '4000');
    expect(await start.exit).toBe(2);
    expect(start.output()).toMatch(/Unknown option '--prot'[\s\S]*--port N/);
  });
});
