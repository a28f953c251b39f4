import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Gap } from '../../../src/model/gap.ts';
import type { Message } from '../../../src/model/message.ts';
import { gapLinesOf } from '../../../src/views/state/gap-lines.ts';
import { other, own } from '../../stage/made.ts';

const listOf = (messages: readonly Message[]) => {
  const byId = new Map(messages.map((message) => [message.id, message]));
  return { ids: messages.map(({ id }) => id), message: (id: Message['id']) => byId.get(id) };
};
const said = (...orders: number[]): Message[] => orders.map((order) => other(`m${order}`, 'so', order));
const gap = (above: number, below: number): Gap => ({ above, below, before: below + 1, since: above });
const linesIn = (messages: readonly Message[], gaps: readonly Gap[], hasOlder = false) =>
  Object.fromEntries(gapLinesOf(listOf(messages), gaps, hasOlder));

describe('the lines of gaps', () => {
  it('stand above the first message that is newer than the gap', () => {
    expect(linesIn(said(1, 2, 7, 8), [gap(2, 7)])).toEqual({ m7: 2 });
  });

  it('stand above the next one where that was deleted here', () => {
    expect(linesIn(said(1, 2, 8), [gap(2, 7)])).toEqual({ m8: 2 });
  });

  it('stand on top while the messages below the gap are not loaded', () => {
    expect(linesIn(said(7, 8), [gap(2, 7)], true)).toEqual({ m7: 2 });
  });

  it('wait until the messages beside the gap are loaded', () => {
    expect(linesIn(said(20, 21), [gap(2, 7)], true)).toEqual({});
    expect(linesIn(said(20, 21), [gap(30, 40)])).toEqual({});
  });

  it('stand above no message that is still being delivered', () => {
    expect(
      linesIn([...said(1, 2), own('w', 'so', 9, { delivery: { type: 'queued' } })], [gap(2, 5)]),
    ).toEqual({});
  });

  it('are found among any messages, as by looking at each', () => {
    const orders = fc.uniqueArray(fc.nat(60), { maxLength: 30 }).map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(orders, fc.nat(60), fc.nat(60), (list, one, another) => {
        const messages = said(...list);
        const [above, below] = [Math.min(one, another), Math.max(one, another)];
        const first = messages.find((message) => message.order >= below);
        expect(linesIn(messages, [gap(above, below)])).toEqual(first ? { [first.id]: above } : {});
      }),
    );
  });
});
