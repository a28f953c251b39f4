import { computed } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import {
  countReceivedSince,
  firstReceivedSince,
  newestFinishedReplyOrder,
  newestReceivedOrder,
} from '../../../../src/views/conversation/log/received-messages.ts';
import { createConversation } from '../../../../src/views/state/conversation.ts';
import { madeOpen, other, own } from '../../../stage/made.ts';

const conversation = createConversation(
  madeOpen({
    messages: [
      other('a', '', 1),
      own('b', '', 2),
      other('c', '', 3),
      own('d', '', 4),
      other('e', '', 5),
      // Still to be sent: below all, by a clock that may be ahead.
      own('f', '', 900, { delivery: { type: 'queued' } }),
    ],
  }),
);

describe('what is new to a reader', () => {
  it('are the messages of others since then', () => {
    expect(countReceivedSince(conversation, 1)).toBe(2);
    expect(firstReceivedSince(conversation, 1)).toBe('c');
    expect(countReceivedSince(conversation, 4)).toBe(1);
    expect(firstReceivedSince(conversation, 4)).toBe('e');
    expect(countReceivedSince(conversation, 5)).toBe(0);
    expect(firstReceivedSince(conversation, 5)).toBeUndefined();
  });

  it('ends with the newest message of another, whatever waits to be sent', () => {
    expect(newestReceivedOrder(conversation)).toBe(5);
    expect(
      newestReceivedOrder(createConversation(madeOpen({ messages: [own('b', '', 2)] }))),
    ).toBeUndefined();
  });

  it('is first found at few looks in a long history', () => {
    const messages = Array.from({ length: 4096 }, (_, at) => other(`m${at}`, '', at));
    const long = createConversation(madeOpen({ messages }));
    let looks = 0;
    const message: typeof long.message = (id) => {
      looks += 1;
      return long.message(id);
    };
    expect(firstReceivedSince({ ids: long.ids, message }, 1000)).toBe('m1001');
    expect(looks).toBeLessThan(20);
  });

  it('is read when it has come to its end', () => {
    const growing = createConversation(
      madeOpen({ messages: [other('a', '', 1), other('s', 'Hel', 2, { reply: 'streaming' })] }),
    );
    const read = computed(() => newestFinishedReplyOrder(growing));
    expect(read.value).toBe(1);
    growing.applyChange({ type: 'put', message: other('s', 'Hello', 2) });
    expect(read.value).toBe(2);
  });
});
