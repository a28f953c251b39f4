import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Browser, launch } from 'puppeteer-core';
import { isTargetGone } from './call.ts';
import { complaintOf } from './complaint.ts';

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

/** A browser that was started here. */
export interface BrowserProcess {
  puppeteer: Browser;
  pid: number;
  profileDir: string;
  exited: Promise<void>;
  /** Ends the browser with all its processes; asks first, kills after five seconds. */
  close(): Promise<void>;
}

const CLOSE_GRACE_MS = 5_000;

/** Large enough for a popup of 400 x 600: a popup is cut to what the screen has below its icon. */
const HEADLESS_SIZES = ['--screen-info={1600x1200}', '--window-size=1280,900'];

/**
 * One set of switches for Chromium, Chrome and Edge. Puppeteer's own would show "controlled by automated
 * software", and keep hidden pages and the extension's worker running.
 */
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
  const file = join(profileDir, 'Default', 'Preferences');
  const extensions = { ui: { developer_mode: true }, pinned_extensions: pinned };
  const preferences = { extensions, browser: { check_default_browser: false } };
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(preferences), { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
};

/** Starts a browser. Rejects when it does not answer, with what it said. */
export const startBrowser = async (options: BrowserOptions): Promise<BrowserProcess> => {
  const { executable, headless } = options;
  const profileDir = options.profileDir ?? (await mkdtemp(join(tmpdir(), 'parley-browser-')));
  const removeProfile = async (): Promise<void> => {
    if (options.profileDir !== undefined) return;
    await rm(profileDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  await preparePreferences(profileDir, options.pinned ?? []);
  const args = browserArgs(options, profileDir, process.getuid?.() === 0);
  const how = { args, ignoreDefaultArgs: true, pipe: true, headless, waitForInitialPage: false };
  // Ctrl-C in the terminal is the caller's to pass on.
  const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
  let puppeteer: Browser;
  try {
    puppeteer = await launch({ executablePath: executable, defaultViewport: null, ...how, ...signals });
  } catch (error) {
    const said = await complaintOf(executable, args.slice(1, -1));
    await removeProfile();
    const failure = isTargetGone(error) ? 'ended at once' : `did not answer (${error})`;
    const hint = `Is its profile ${profileDir} open elsewhere?`;
    throw new Error(`${executable} ${failure}. ${hint} It says:\n${said}`);
  }
  const child = puppeteer.process();
  const pid = child?.pid;
  if (!child || !pid) throw new Error(`${executable} has no process`);
  const exited = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  const close = async (): Promise<void> => {
    const closing = puppeteer.close().catch(() => {});
    await Promise.race([closing, delay(CLOSE_GRACE_MS, undefined, { ref: false })]);
    child.kill('SIGKILL');
    try {
      // The browser and its helpers are one process group; on Windows they end with the browser.
      process.kill(-pid, 'SIGKILL');
    } catch {
      // The group is empty: all have ended.
    }
    await exited;
    await removeProfile();
  };
  return { puppeteer, pid, profileDir, exited, close };
};
