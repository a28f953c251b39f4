import { describe, expect, it } from 'vitest';
import { createSmallElizaOS } from '../harness/small-elizaos.ts';
import { isConnected, setUpAgent, setUpRoom } from '../harness/worker.ts';
import {
  conversationAtPlace,
  holdsWords,
  isInTheWay,
  PRIVATE,
  reference,
  sentLast,
  WAYS,
} from './place-conversation.ts';

const conversation = conversationAtPlace();
const { begin } = conversation;

describe('a server that was exchanged', () => {
  const posted = (body: string): number => body.split(PRIVATE).length - 1;

  it.each(WAYS.filter(([, { transports }]) => transports === 'automatic'))(
    'for a newer ElizaOS is spoken to as what it is now, by %s',
    async (_name, way) => {
      const server = createSmallElizaOS('1.6.4');
      await conversation.place.put(server.start);
      await begin(way, setUpAgent);
      server.version = '1.7.2';
      await conversation.place.put(server.start);
      await conversation.view.until(
        'taken over',
        ({ profile }) => profile?.dialect === 'modern' && profile.version === '1.7.2',
        // Without a socket the server is asked every 15 s whether it is there.
        20_000,
      );
      await conversation.view.until('connected', isConnected);
      await conversation.view.send(PRIVATE);
      await conversation.view.until('sent', sentLast);
      expect(server.rows.filter(({ content }) => posted(content) > 0)).toHaveLength(1);
      expect(server.asked.filter(({ path }) => path.includes('central')).filter(holdsWords)).toEqual([]);
    },
    60_000,
  );

  it('for an ElizaOS, where one after the document was, is spoken to as that', async () => {
    await conversation.place.put(reference);
    await begin({ mode: 'stream', transports: 'automatic' }, (to, url) =>
      setUpRoom(to, url, crypto.randomUUID()),
    );
    const server = createSmallElizaOS();
    await conversation.place.put(server.start);
    await conversation.view.send(PRIVATE);
    await conversation.view.until('taken over', ({ profile }) => profile?.dialect === 'modern');
    await conversation.view.until('sent', sentLast);
  });

  it('for one after the document, where an ElizaOS was, is a stranger', async () => {
    const { start } = createSmallElizaOS();
    await conversation.place.put(start);
    await begin({ mode: 'stream', transports: 'automatic' }, setUpAgent);
    const reception: { received: readonly unknown[] }[] = [];
    await conversation.place.put(async (port) => {
      const room = await reference(port);
      reception.push(room);
      return room;
    });
    await conversation.view.send(PRIVATE);
    await conversation.view.until('it is said to be in the way', isInTheWay);
    expect(conversation.view.state().profile?.dialect).toBe('modern');
    expect(JSON.stringify(reception.map(({ received }) => received))).not.toContain(PRIVATE);
    await conversation.place.put(start);
    await conversation.view.until('sent', sentLast);
  });
});
