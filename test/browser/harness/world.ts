import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type RunningServer, startElizaOS } from '../../../server/elizaos.ts';
import { installExtension, type TestBrowser } from './browser.ts';
import { inFolderOfRun } from './folder.ts';

/** A real ElizaOS that goes on for other tests, and a browser with the extension. */
interface SharedWorld {
  readonly browser: TestBrowser;
  readonly server: Pick<RunningServer, 'url' | 'port'>;
}

/** A real ElizaOS, as it is now, that the tests of a file may hurt. */
export interface World {
  readonly browser: TestBrowser;
  readonly server: RunningServer;
  /** Starts the server that was stopped, on the same port with the same data; `settings` in place of `env`. */
  startServer(settings?: Readonly<Record<string, string>>): Promise<void>;
}

export interface WorldOptions {
  /** Settings for the server's process. */
  env?: Readonly<Record<string, string>>;
  /** One Eliza, unless told otherwise. */
  agents?: readonly { name: string; bio: string }[];
  /** Brings the browser; by itself, the extension in the browser of the worker. */
  browser?: () => Promise<TestBrowser>;
}

let workersServer: Promise<RunningServer> | undefined;

/** The server that the files of a test worker share: each extension is somebody new, in rooms of its own. */
const startWorkersServer = (): Promise<RunningServer> => {
  const dataDir = inFolderOfRun(`elizaos-${process.pid}`);
  workersServer ??= startElizaOS({ port: 0, dataDir, liftRateLimit: true });
  return workersServer;
};

const there = <T>(what: T | undefined): T => {
  if (what === undefined) throw new Error('not before the tests');
  return what;
};

/** The server of the worker, and the extension as it is when it has just been installed. */
export const sharedWorld = ({
  browser: bring = installExtension,
}: Pick<WorldOptions, 'browser'> = {}): SharedWorld => {
  let browser: TestBrowser | undefined;
  let server: RunningServer | undefined;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startWorkersServer(), bring()]);
  });
  afterAll(() => browser?.close());
  return {
    get browser() {
      return there(browser);
    },
    get server() {
      return there(server);
    },
  };
};

/** A server of its own for tests that stop it, or want another than the usual one. It ends with them. */
export const ownWorld = ({
  env = {},
  agents,
  browser: bring = installExtension,
}: WorldOptions = {}): World => {
  let dataDir: string | undefined;
  let browser: TestBrowser | undefined;
  let server: RunningServer | undefined;

  const start = async (port: number, settings = env): Promise<void> => {
    server = await startElizaOS({
      port,
      dataDir: there(dataDir),
      liftRateLimit: true,
      env: settings,
      ...(agents && { agents }),
    });
  };

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'parley-browser-test-'));
    await Promise.all([start(0), bring().then((brought) => (browser = brought))]);
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), server?.stop()]);
    if (dataDir !== undefined) await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });

  return {
    get browser() {
      return there(browser);
    },
    get server() {
      return there(server);
    },
    startServer: (settings) => start(server?.port ?? 0, settings),
  };
};
