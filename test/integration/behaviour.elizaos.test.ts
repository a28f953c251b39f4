import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { type RunningServer, startElizaOS } from '../../server/elizaos.ts';
import { setUpAgent } from '../harness/worker.ts';
import { behaves } from './behaviour.ts';

describe('against ElizaOS 1.7.2', () => {
  let server: RunningServer;
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'parley-elizaos-'));
    server = await startElizaOS({ port: 0, dataDir, liftRateLimit: true });
  });
  afterAll(async () => {
    await server.stop();
    await rm(dataDir, { recursive: true });
  });

  behaves(() => ({
    url: () => server.url,
    setUp: async (view) => {
      await setUpAgent(view, server.url);
    },
    hasHistory: true,
    streams: true,
  }));
});
