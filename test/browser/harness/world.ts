import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type RunningServer, startElizaOS } from '../../../server/elizaos.ts';
import { launchExtension, type TestBrowser } from './browser.ts';

/** A real ElizaOS and a browser with the extension, as they are now. */
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
  /** More switches for the browser. */
  args?: readonly string[];
}

/** The server and the browser that the tests of a file share, ended with them. */
export const sharedWorld = ({ env = {}, args = [], agents }: WorldOptions = {}): World => {
  let dataDir: string | undefined;
  let browser: TestBrowser | undefined;
  let server: RunningServer | undefined;

  const start = async (port: number, settings = env): Promise<void> => {
    if (dataDir === undefined) throw new Error('not before the tests');
    server = await startElizaOS({
      port,
      dataDir,
      liftRateLimit: true,
      env: settings,
      ...(agents && { agents }),
    });
  };

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'parley-browser-test-'));
    await Promise.all([start(0), launchExtension({ args }).then((launched) => (browser = launched))]);
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), server?.stop()]);
    if (dataDir !== undefined) await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });

  return {
    get browser() {
      if (!browser) throw new Error('the browser is not started');
      return browser;
    },
    get server() {
      if (!server) throw new Error('the server is not started');
      return server;
    },
    startServer: (settings) => start(server?.port ?? 0, settings),
  };
};
