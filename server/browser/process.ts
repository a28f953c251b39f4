import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { type Cdp, openCdp } from './cdp.ts';

export interface BrowserOptions {
  /** The browser's program. */
  executable: string;
  headless: boolean;
  /** Kept, and made where there is none. Without it: a temporary one, removed at the end. */
  profileDir?: string;
  /** Extensions whose icons a new profile shows in the toolbar. */
  pinned?: readonly string[];
  /** More switches, for tests. */
  args?: readonly string[];
}

/** A browser of ours, and its debugging pipe. */
export interface BrowserProcess {
  cdp: Cdp;
  pid: number;
  profileDir: string;
  exited: Promise<void>;
  /** Ends the browser with all its processes; asks first, kills after five seconds. */
  close(): Promise<void>;
}

const CLOSE_GRACE_MS = 5_000;
const START_LIMIT_MS = 30_000;

/** Large enough for a popup of 400 x 600: a popup is cut to what the screen has below its icon. */
const HEADLESS_SIZES = ['--screen-info={1600x1200}', '--window-size=1280,900'];

/** One set of switches for Chromium, Chrome and Edge. */
export const browserArgs = (
  options: Pick<BrowserOptions, 'headless' | 'args'>,
  profileDir: string,
  isRoot: boolean,
): string[] => [
  '--remote-debugging-pipe',
  '--enable-unsafe-extension-debugging',
  `--user-data-dir=${profileDir}`,
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-quic',
  '--disable-sync',
  '--password-store=basic',
  ...(options.headless ? ['--headless=new', ...HEADLESS_SIZES, '--hide-scrollbars', '--mute-audio'] : []),
  ...(isRoot ? ['--no-sandbox'] : []),
  ...(options.args ?? []),
  options.headless ? 'about:blank' : 'chrome://newtab/',
];

/** Developer mode, or an unpacked extension is disabled at the next start. A profile that is there stays as it is. */
const preparePreferences = async (profileDir: string, pinned: readonly string[]): Promise<void> => {
  await mkdir(join(profileDir, 'Default'), { recursive: true });
  const preferences = {
    extensions: { ui: { developer_mode: true }, pinned_extensions: pinned },
    browser: { check_default_browser: false },
  };
  try {
    await writeFile(join(profileDir, 'Default', 'Preferences'), JSON.stringify(preferences), { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
};

/** The browser and all its helpers: they are one process group, on Windows one tree. */
const killTree = (child: ChildProcess): void => {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is empty: all have ended.
  }
};

const within = async <T>(work: Promise<T>, ms: number): Promise<T | 'late'> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Starts a browser. Rejects when it does not answer, with what it said. */
export const startBrowser = async (options: BrowserOptions): Promise<BrowserProcess> => {
  const profileDir = options.profileDir ?? (await mkdtemp(join(tmpdir(), 'parley-browser-')));
  await preparePreferences(profileDir, options.pinned ?? []);
  const child = spawn(options.executable, browserArgs(options, profileDir, process.getuid?.() === 0), {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C in the terminal is ours to pass on, and the group can be ended as a whole.
    detached: process.platform !== 'win32',
  });

  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2_000);
  });
  const cdp = openCdp(child.stdio[4] as Readable, child.stdio[3] as Writable);
  const exited = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      said += error.message;
      resolve();
    });
    child.on('exit', () => resolve());
  });

  const close = async (): Promise<void> => {
    cdp.send('Browser.close').catch(() => {});
    await within(exited, CLOSE_GRACE_MS);
    killTree(child);
    await exited;
    if (options.profileDir === undefined) {
      await rm(profileDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    }
  };

  const answer = await within(
    cdp.send('Browser.getVersion').catch(() => 'gone' as const),
    START_LIMIT_MS,
  );
  if (answer === 'late' || answer === 'gone') {
    await close();
    throw new Error(
      `${options.executable} ${answer === 'gone' ? 'ended at once' : 'did not answer'}. Is its profile ${profileDir} open elsewhere? It said:\n${said}`,
    );
  }
  return { cdp, pid: child.pid ?? 0, profileDir, exited, close };
};
