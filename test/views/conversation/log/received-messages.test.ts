import { computed } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import {
  countNewer,
  firstNewer,
  newestAt,
  newestEnded,
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

  it('is first found at few looks in a long history', () => {
    const messages = Array.from({ length: 4096 }, (_, at) => other(`m${at}`, '', at));
    const long = createConversation(madeOpen({ messages }));
    let looks = 0;
    const message: typeof long.message = (id) => {
      looks += 1;
      return long.message(id);
    };
    expect(firstNewer({ ids: long.ids, message }, 1000)).toBe('m1001');
    expect(looks).toBeLessThan(20);
  });

  it('is read when it has come to its end', () => {
    const growing = createConversation(
      madeOpen({ messages: [other('a', '', 1), other('s', 'Hel', 2, { reply: 'streaming' })] }),
    );
    const read = computed(() => newestEnded(growing));
    expect(read.value).toBe(1);
    growing.apply({ type: 'put', message: other('s', 'Hello', 2) });
    expect(read.value).toBe(2);
  });
});
