import { describe, expect, it, vi } from 'vitest';
import type { Obstacle } from '../../src/model/connection.ts';
import type { ViewState } from '../../src/relay/to-view.ts';
import { IMPOSTORS, type Impostor } from '../harness/impostors.ts';
import { createSmallElizaOS } from '../harness/small-elizaos.ts';
import { isConnected, setUpAgent, setUpRoom, type TestView } from '../harness/worker.ts';
import {
  conversationAtPlace,
  deliveries,
  holdsWords,
  isTrying,
  obstacleOf,
  own,
  PRIVATE,
  reference,
  WAYS,
} from './place-conversation.ts';

const conversation = conversationAtPlace();
const { begin } = conversation;

/** What is said to be in the way; undefined: nothing is, or it is said otherwise. */
const EXPECTED: Partial<Record<Impostor, Obstacle | 'refused' | undefined>> = {
  'a proxy without its server (502)': 'faulty',
  'a proxy without its server (503)': 'faulty',
  'a redirect to a login': 'portal',
  'a redirect to a login elsewhere': 'portal',
  'a sign-in that is required (511)': 'portal',
  'a key that is wanted (401)': 'refused',
  'nobody let in (403)': 'refused',
  'a limit (429)': undefined,
};
const isSaid =
  (name: Impostor) =>
  (state: ViewState): boolean => {
    const expected = name in EXPECTED ? EXPECTED[name] : 'not-elizaos';
    if (expected === 'refused') return state.connection.type === 'refused';
    return isTrying(state) && obstacleOf(state) === expected;
  };

describe.each(WAYS)('another program at the server’s address, reached by %s', (_name, way) => {
  it.each([
    ['ElizaOS 1.7.2', createSmallElizaOS('1.7.2').start, setUpAgent],
    ['the document’s server', reference, (to: TestView, url: string) => setUpRoom(to, url, 'room-1')],
  ] as const)(
    'gets not a word, is named, and does not keep %s from being talked to again',
    async (_server, start, setUp) => {
      await conversation.place.put(start);
      await begin(way, setUp);
      for (const { name, answer } of IMPOSTORS) {
        const before = own(conversation.view.state()).length;
        const seen = await conversation.place.answerWith(answer);
        const text = `${PRIVATE}, ${name}`;
        await conversation.view.send(text);
        await conversation.view.until(`${name} is said to be in the way`, isSaid(name));
        await conversation.view.until(
          `what was written waits, ${name}`,
          (state) => deliveries(state).at(-1) === 'queued',
        );
        // It is tried more than once; who wants a key is left alone for a while.
        const tries = EXPECTED[name] === 'refused' ? 1 : 4;
        await vi.waitFor(() => expect(seen.length, name).toBeGreaterThanOrEqual(tries), { timeout: 30_000 });
        expect(isConnected(conversation.view.state()), name).toBe(false);
        expect(seen.filter(holdsWords), name).toEqual([]);

        await conversation.place.put(start);
        if (name in EXPECTED && EXPECTED[name] === 'refused')
          await conversation.view.must({ type: 'connect-now' });
        await conversation.view.until(`connected after ${name}`, isConnected);
        await conversation.view.until(`sent after ${name}`, (state) => deliveries(state).at(-1) === 'sent');
        expect(own(conversation.view.state())).toHaveLength(before + 1);
        expect(seen.filter(holdsWords), name).toEqual([]);
      }
    },
    240_000,
  );
});
