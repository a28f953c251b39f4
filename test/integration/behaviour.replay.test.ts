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
    // The recorded sessions named no channel anew, as a conversation without a title does.
    expect(server.unmatched.filter((asked) => !asked.startsWith('PATCH '))).toEqual([]);
  });

  // Of posts the traces hold no more than the answers: test/transport/posting.test.ts has them.
  describe.each(WAYS.filter(({ way }) => way.mode === 'socket'))('over $name', ({ way }) => {
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
