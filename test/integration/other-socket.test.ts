import { describe, expect, it } from 'vitest';
import { IMPOSTORS } from '../harness/impostors.ts';
import { createSmallElizaOS } from '../harness/small-elizaos.ts';
import { isConnected, setUpAgent, type Way } from '../harness/worker.ts';
import {
  conversationAtPlace,
  deliveries,
  holdsWords,
  isInTheWay,
  PRIVATE,
  sentLast,
} from './place-conversation.ts';

const conversation = conversationAtPlace();
const { begin } = conversation;

const ANY: Way = { mode: 'automatic', transports: 'automatic' };

describe('another Socket.IO server at the address of an ElizaOS', () => {
  it.each([
    ['lets everybody in', undefined, IMPOSTORS.find(({ name }) => name === 'a 404 in JSON')],
    ['lets everybody in, and answers all requests', undefined, IMPOSTORS[0]],
    ['wants a key of its own', 'Unauthorized', IMPOSTORS[0]],
    ['wants a sign-in of its own', 'Authentication error', IMPOSTORS[0]],
    ['lets nobody in', 'Access denied', IMPOSTORS[0]],
  ])(
    'that %s gets not a word, and is not the end',
    async (_how, refusal, impostor) => {
      if (!impostor) throw new Error('there is no such impostor');
      const { start } = createSmallElizaOS();
      await conversation.place.put(start);
      await begin(ANY, setUpAgent);
      const seen = await conversation.place.talk(impostor.answer, refusal);
      await conversation.view.send(PRIVATE);
      // A join that is not confirmed is waited for, 10 s.
      await conversation.view.until('it is said to be in the way', isInTheWay, 20_000);
      expect(deliveries(conversation.view.state())).toEqual(['queued']);
      await conversation.place.put(start);
      await conversation.view.until('connected again', isConnected, 20_000);
      await conversation.view.until('sent', sentLast);
      expect(seen.filter(holdsWords)).toEqual([]);
    },
    60_000,
  );
});
