import { describe, expect, it } from 'vitest';
import {
  BrowserNotFoundError,
  browserCandidates,
  findBrowser,
  type Machine,
} from '../../server/start/find-browser.ts';

interface Told {
  files?: string[];
  /** What appears once apt-get installs. */
  installs?: string;
  aptCode?: number;
}

const machine = (told: Told, overrides: Partial<Machine> = {}) => {
  const files = new Set(told.files);
  const ran: string[] = [];
  const said: string[] = [];
  const all: Machine = {
    platform: 'linux',
    env: { PATH: '/usr/local/bin:/usr/bin' },
    isRoot: false,
    exists: (path) => files.has(path),
    run: async (command, args) => {
      ran.push([command, ...args].join(' '));
      if (args[0] === 'install' && told.installs) files.add(told.installs);
      return told.aptCode ?? 0;
    },
    say: (line) => void said.push(line),
    ...overrides,
  };
  return { all, ran, said };
};

describe('browserCandidates', () => {
  it('looks on Linux through the path for each name, Chromium first', () => {
    const candidates = browserCandidates('linux', { PATH: '/a::/b' });
    expect(candidates.slice(0, 2)).toEqual(['/a/chromium', '/b/chromium']);
    expect(candidates).toContain('/b/google-chrome');
    expect(candidates).toContain('/a/microsoft-edge');
    expect(candidates).toContain('/snap/bin/chromium');
  });

  it('looks on macOS in the applications of all and of the user', () => {
    expect(browserCandidates('darwin', { HOME: '/Users/ada' })).toEqual(
      expect.arrayContaining([
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
        '/Users/ada/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
      ]),
    );
    expect(browserCandidates('darwin', {}).every((path) => path.startsWith('/Applications/'))).toBe(true);
  });

  it('looks on Windows in the program folders that there are', () => {
    expect(browserCandidates('win32', { PROGRAMFILES: 'C:\\Program Files' })).toEqual([
      'C:\\Program Files\\Chromium\\Application\\chrome.exe',
      'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
      'C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe',
    ]);
  });
});

describe('findBrowser', () => {
  it('takes what PARLEY_BROWSER names, before CHROME_PATH and the usual places', async () => {
    const { all } = machine(
      { files: ['/opt/mine', '/opt/other', '/usr/bin/chromium'] },
      { env: { PARLEY_BROWSER: '/opt/mine', CHROME_PATH: '/opt/other', PATH: '/usr/bin' } },
    );
    expect(await findBrowser(all)).toBe('/opt/mine');
    expect(await findBrowser({ ...all, env: { ...all.env, PARLEY_BROWSER: '' } })).toBe('/opt/other');
  });

  it('does not put another in the place of one that was named', async () => {
    const { all } = machine({ files: ['/usr/bin/chromium'] }, { env: { PARLEY_BROWSER: '/no/such' } });
    await expect(findBrowser(all)).rejects.toThrow(/PARLEY_BROWSER names \/no\/such/);
  });

  it('takes the first of the usual places', async () => {
    const { all, ran } = machine({ files: ['/usr/bin/google-chrome', '/usr/local/bin/chromium'] });
    expect(await findBrowser(all)).toBe('/usr/local/bin/chromium');
    expect(ran).toEqual([]);
  });

  it('installs the package on Debian as root, and says so', async () => {
    const { all, ran, said } = machine(
      { files: ['/etc/debian_version'], installs: '/usr/bin/chromium' },
      { isRoot: true },
    );
    expect(await findBrowser(all)).toBe('/usr/bin/chromium');
    expect(ran.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'apt-get update',
      'apt-get install',
    ]);
    expect(said.join()).toMatch(/installing/);
  });

  it('names what to install where it may not, and what apt-get answered where that failed', async () => {
    const asUser = machine({ files: ['/etc/debian_version'] });
    await expect(findBrowser(asUser.all)).rejects.toThrow(BrowserNotFoundError);
    await expect(findBrowser(asUser.all)).rejects.toThrow(/install one.*PARLEY_BROWSER/);
    expect(asUser.ran).toEqual([]);

    const failing = machine({ files: ['/etc/debian_version'], aptCode: 100 }, { isRoot: true });
    await expect(findBrowser(failing.all)).rejects.toThrow(/install with 100.*PARLEY_BROWSER/);
  });
});
