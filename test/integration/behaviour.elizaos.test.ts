import { beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_MESSAGE_SERVER } from '../../src/model/ids.ts';
import { sharedElizaOS } from '../harness/shared-elizaos.ts';
import { bootWorker, isConnected, newDisk, openView, setUpAgent } from '../harness/worker.ts';
import { behaves, WAYS } from './behaviour.ts';

describe('against ElizaOS 1.7.2', () => {
  let server: { url: string };

  beforeAll(async () => {
    server = await sharedElizaOS();
  });

  describe.each(WAYS)('over $name', ({ way, transport }) => {
    behaves(() => ({
      url: () => server.url,
      way,
      setUp: async (view) => {
        await setUpAgent(view, server.url);
      },
      hasHistory: true,
      streams: way.mode !== 'sync',
      keepsReplies: transport !== 'rest',
    }));
  });

  it('reads a long history page by page, from its end to its beginning', async () => {
    const worker = await bootWorker(await newDisk());
    const view = await openView(() => worker);
    const agentId = await setUpAgent(view, server.url);
    await view.until('connected', isConnected);
    const roomId = view.state().open?.room.id;
    if (!roomId) throw new Error('no room');
    const texts = Array.from({ length: 120 }, (_, index) => `row ${index}`);
    for (const text of texts) await storeRow(server.url, roomId, agentId, text);
    worker.stop();

    const fresh = await bootWorker(await newDisk());
    const reader = await openView(() => fresh);
    await reader.must({ type: 'probe', address: server.url });
    const { entityId, userName } = view.state().profile ?? {};
    if (!entityId || !userName) throw new Error('no profile');
    await reader.must({ type: 'join-room', roomId, entityId, userName });
    await reader.until('the newest page', ({ open }) => open?.messages.length === 50 && open.hasOlder);
    const read = reader.messages().map(({ id, text }) => ({ id, text }));
    for (let hasOlder = true; hasOlder; ) {
      const before = read[0]?.id;
      if (!before) throw new Error('nothing read');
      const result = await reader.execute({ type: 'load-older', roomId, before });
      if (!result.ok || !result.older) throw new Error(JSON.stringify(result));
      read.unshift(...result.older.messages.map(({ id, text }) => ({ id, text })));
      hasOlder = result.older.hasOlder;
    }
    fresh.stop();
    expect(read.map(({ text }) => text)).toEqual(texts);
  });
});

/** A row of the agent's, as its server stores one: nobody answers it. */
const storeRow = async (url: string, roomId: string, agentId: string, text: string): Promise<void> => {
  const response = await fetch(`${url}/api/messaging/channels/${roomId}/messages`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      author_id: agentId,
      content: text,
      message_server_id: DEFAULT_MESSAGE_SERVER,
      source_type: 'agent_response',
      raw_message: { text },
      metadata: { agentName: 'Eliza' },
      mode: 'websocket',
    }),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
};
