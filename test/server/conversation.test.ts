import { describe, expect, it } from 'vitest';
import { createConversations } from '../../server/room/conversation.ts';
import { GOOD_BEHAVIOUR } from '../../server/room/misbehaviour.ts';

const read = async (parts: AsyncIterable<string> | undefined): Promise<string> => {
  let text = '';
  for await (const part of parts ?? []) text += part;
  return text;
};

/** Says how many messages it was told of, and the first. */
const agent = {
  id: 'a',
  name: 'Counter',
  async *answer(text: string, earlier: readonly string[]) {
    yield `${text} after ${earlier.length}, ${earlier[0]} to ${earlier.at(-1)}`;
  },
};

describe('createConversations', () => {
  it('tells the agent of the last 20 messages of the room', async () => {
    const ask = createConversations(agent, { ...GOOD_BEHAVIOUR }, new AbortController().signal);
    for (let index = 0; index < 25; index += 1) await read(ask('r', `m${index}`));
    expect(await read(ask('r', 'now'))).toBe('now after 20, m5 to m24');
    expect(await read(ask('other', 'now'))).toBe('now after 0, undefined to undefined');
  });

  it('ends an answer that is still delayed when it is aborted', async () => {
    const stop = new AbortController();
    const ask = createConversations(agent, { ...GOOD_BEHAVIOUR, delayAnswersMs: 60_000 }, stop.signal);
    const answer = read(ask('r', 'hi'));
    stop.abort();
    expect(await answer).toBe('');
  });
});
