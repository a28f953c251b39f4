import { posix, win32 } from 'node:path';

/** What finding a browser needs of the machine. */
export interface Machine {
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  isRoot: boolean;
  exists(path: string): boolean;
  /** Runs a command to its end; resolves to its exit code. */
  run(command: string, args: readonly string[]): Promise<number>;
  say(line: string): void;
}

export const BROWSER_VARIABLES = ['PARLEY_BROWSER', 'CHROME_PATH'] as const;

/** No browser, or the one that was named is not there; the message says what to do. */
export class BrowserNotFoundError extends Error {
  override name = 'BrowserNotFoundError';
}

const LINUX_NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
  'google-chrome-beta',
  'google-chrome-unstable',
];
const LINUX_PATHS = ['/snap/bin/chromium', '/opt/google/chrome/chrome', '/opt/microsoft/msedge/msedge'];
const MAC_APPS = [
  'Chromium',
  'Google Chrome',
  'Microsoft Edge',
  'Google Chrome Beta',
  'Google Chrome Canary',
];
const WINDOWS_PATHS = ['Chromium/Application/chrome.exe', 'Google/Chrome/Application/chrome.exe'];
const WINDOWS_EDGE = 'Microsoft/Edge/Application/msedge.exe';

/** Where a Chromium, Chrome or Edge may be, the likeliest first. Nothing is looked at. */
export const browserCandidates = (
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): string[] => {
  switch (platform) {
    case 'darwin':
      return ['', env.HOME ?? '']
        .filter((home, index) => index === 0 || home !== '')
        .flatMap((home) => MAC_APPS.map((app) => `${home}/Applications/${app}.app/Contents/MacOS/${app}`));
    case 'win32':
      return [env.LOCALAPPDATA, env.PROGRAMFILES, env['PROGRAMFILES(X86)']]
        .filter((folder) => folder !== undefined)
        .flatMap((folder) => [...WINDOWS_PATHS, WINDOWS_EDGE].map((path) => win32.join(folder, path)));
    default: {
      const folders = (env.PATH ?? '').split(':').filter((folder) => folder !== '');
      return [
        ...LINUX_NAMES.flatMap((name) => folders.map((folder) => posix.join(folder, name))),
        ...LINUX_PATHS,
      ];
    }
  }
};

const installed = (machine: Machine): string | undefined =>
  browserCandidates(machine.platform, machine.env).find((path) => machine.exists(path));

/**
 * The path of a browser: the environment's, else one in a usual place, else, on Debian as root, the
 * distribution's package, installed here. Throws `BrowserNotFoundError`.
 */
export const findBrowser = async (machine: Machine): Promise<string> => {
  for (const name of BROWSER_VARIABLES) {
    const path = machine.env[name];
    if (!path) continue;
    if (machine.exists(path)) return path;
    throw new BrowserNotFoundError(`${name} names ${path}, and there is no such file.`);
  }
  const found = installed(machine);
  if (found !== undefined) return found;

  if (machine.platform === 'linux' && machine.isRoot && machine.exists('/etc/debian_version')) {
    machine.say('No browser here: installing Debian’s chromium with apt-get …');
    const updated = await machine.run('apt-get', ['update', '-qq']);
    const code = await machine.run('apt-get', [
      'install',
      '-y',
      '-qq',
      '--no-install-recommends',
      'chromium',
    ]);
    const now = installed(machine);
    if (code === 0 && now !== undefined) return now;
    throw new BrowserNotFoundError(
      `apt-get could not install chromium (update ended with ${updated}, install with ${code}): install Chromium, Chrome or Edge, or name one in PARLEY_BROWSER.`,
    );
  }
  throw new BrowserNotFoundError(
    'No Chromium, Chrome or Edge was found: install one, or name its program in PARLEY_BROWSER.',
  );
};
