import { describe, expect, it } from 'vitest';
import { countNewer, firstNewer, newestAt } from '../../src/views/conversation/newer.ts';
import { createConversation } from '../../src/views/conversation-model.ts';
import { madeOpen, other, own } from '../stage/made.ts';

const conversation = createConversation(
  madeOpen({
    messages: [
      other('a', '', 1),
      own('b', '', 2),
      other('c', '', 3),
      own('d', '', 4),
      other('e', '', 5),
      // Still to be sent: below all, by a clock that may be ahead.
      own('f', '', 900, { delivery: { state: 'queued' } }),
    ],
  }),
);

describe('what is new to a reader', () => {
  it('are the messages of others since then', () => {
    expect(countNewer(conversation, 1)).toBe(2);
    expect(firstNewer(conversation, 1)).toBe('c');
    expect(countNewer(conversation, 4)).toBe(1);
    expect(firstNewer(conversation, 4)).toBe('e');
    expect(countNewer(conversation, 5)).toBe(0);
    expect(firstNewer(conversation, 5)).toBeUndefined();
  });

  it('ends with the newest message of another, whatever waits to be sent', () => {
    expect(newestAt(conversation)).toBe(5);
    expect(newestAt(createConversation(madeOpen({ messages: [own('b', '', 2)] })))).toBeUndefined();
  });
});
