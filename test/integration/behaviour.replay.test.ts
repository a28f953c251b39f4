import { afterEach, beforeEach, describe, expect } from 'vitest';
import { setUpAgent } from '../harness/worker.ts';
import { type ReplayServer, startReplayServer } from '../servers/replay.ts';
import { behaves, WAYS } from './behaviour.ts';

describe.each(['1.5.8', '1.6.5'])('against a replay of ElizaOS %s', (version) => {
  let server: ReplayServer;

  beforeEach(async () => {
    server = await startReplayServer(new URL(`../fixtures/traces/elizaos-${version}.jsonl`, import.meta.url));
  });
  afterEach(async () => {
    await server.stop();
    expect(server.unmatched).toEqual([]);
  });

  describe.each(WAYS)('over $name', ({ way }) => {
    behaves(() => ({
      url: () => server.url,
      way,
      setUp: async (view) => {
        await setUpAgent(view, server.url);
      },
      hasHistory: true,
      streams: false,
      keepsReplies: true,
    }));
  });
});
