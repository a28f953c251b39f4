import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageId } from '../../../src/model/ids.ts';
import { compareMessages, type Message } from '../../../src/model/message.ts';
import {
  appendText,
  dropMessage,
  dropServerMessages,
  type ListEdit,
  type MessageList,
  mergeSnapshot,
  prependOlder,
  putMessage,
} from '../../../src/views/state/message-list.ts';
import { other, own } from '../../stage/made.ts';

/** What is shown, as plain values: an edit is performed by writing and dropping what it says. */
class Board implements MessageList {
  ids: readonly MessageId[] = [];
  readonly entries = new Map<MessageId, Message>();
  message = (id: MessageId) => this.entries.get(id);
  perform(edit: ListEdit): void {
    for (const message of edit.put) this.entries.set(message.id, message);
    for (const id of edit.drop) this.entries.delete(id);
    this.ids = edit.ids;
  }
  get list(): (Message | undefined)[] {
    return this.ids.map(this.message);
  }
}

const boardOf = (...messages: Message[]): Board => {
  const board = new Board();
  for (const message of messages) board.perform(putMessage(board, message));
  return board;
};

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ id, at: fc.nat(5), text: fc.string() }).map(({ id, at, text }) => other(id, text, at)),
  fc
    .record({ id, at: fc.nat(5), type: fc.constantFrom('queued', 'sending', 'sent', 'unconfirmed') })
    .map(({ id, at, type }) => own(id, id, at, { delivery: { type } as { type: 'sent' } })),
);
type Step = { put: Message } | { drop: string } | { append: string; text: string };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ put: message }) },
  fc.record({ drop: id }),
  fc.record({ append: id, text: fc.string() }),
);

/** The same steps without any cleverness: what a snapshot would hold after them. */
const plainly = (steps: readonly Step[]): Message[] => {
  const all = new Map<string, Message>();
  for (const step of steps) {
    if ('put' in step) all.set(step.put.id, step.put);
    else if ('drop' in step) all.delete(step.drop);
    else {
      const known = all.get(step.append);
      if (known) all.set(known.id, { ...known, text: known.text + step.text });
    }
  }
  return [...all.values()].sort(compareMessages);
};

const perform = (board: Board, step: Step): void => {
  if ('put' in step) board.perform(putMessage(board, step.put));
  else if ('drop' in step) board.perform(dropMessage(board, step.drop as MessageId));
  else board.perform(appendText(board, step.append as MessageId, step.text));
};

describe('the messages that are shown', () => {
  it('are, change by change, what a snapshot would hold: in order, and one entry per id', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const board = new Board();
        for (const [index, next] of steps.entries()) {
          perform(board, next);
          expect(board.list).toEqual(plainly(steps.slice(0, index + 1)));
          expect(board.entries.size).toBe(board.ids.length);
        }
      }),
    );
  });

  it('become a snapshot, whatever was shown before, save for older pages that it joins on to', () => {
    fc.assert(
      fc.property(fc.array(message), fc.array(message), (before, snapshot) => {
        const board = boardOf(...before);
        const shownBefore = board.list;
        board.perform(mergeSnapshot(board, snapshot));
        const newest = plainly(snapshot.map((put) => ({ put })));
        expect(board.list.slice(board.list.length - newest.length)).toEqual(newest);
        expect(board.list).toEqual(board.list.toSorted((a, b) => (a && b ? compareMessages(a, b) : 0)));
        const kept = board.list.slice(0, board.list.length - newest.length);
        expect(shownBefore).toEqual(expect.arrayContaining(kept));
        if (!before.some((message) => message.id === newest[0]?.id)) expect(kept).toEqual([]);
      }),
    );
  });

  it('keep the pages above a snapshot that joins on to them', () => {
    const board = boardOf(...[1, 2, 3, 4].map((at) => other(`m${at}`, '', at)));
    board.perform(mergeSnapshot(board, [other('m3', 'again', 3), other('m5', '', 5)]));
    expect(board.ids).toEqual(['m1', 'm2', 'm3', 'm5']);
    expect(board.message('m3' as MessageId)?.text).toBe('again');
  });

  it('leave the order alone, to the very array, where a message merely changes', () => {
    const board = boardOf(other('a', 'x', 1), other('b', 'y', 2));
    expect(putMessage(board, other('a', 'xx', 1)).ids).toBe(board.ids);
    expect(appendText(board, 'b' as MessageId, '!').ids).toBe(board.ids);
    expect(putMessage(board, { ...other('b', 'y', 2), at: 3 }).ids).toBe(board.ids);
  });

  it('look at few messages to place one among many', () => {
    const board = boardOf(...Array.from({ length: 4096 }, (_, at) => other(`m${at}`, '', at)));
    let looks = 0;
    const counting: MessageList = {
      ids: board.ids,
      message: (id) => {
        looks += 1;
        return board.message(id);
      },
    };
    putMessage(counting, other('new', '', 2000.5));
    expect(looks).toBeLessThan(20);
  });

  it('keep what the server never had when it cleared the room', () => {
    const board = boardOf(
      other('a', 'x', 1),
      own('b', 'sent', 2, { delivery: { type: 'sent' } }),
      own('c', 'unsure', 3, { delivery: { type: 'unconfirmed' } }),
      own('d', 'waits', 4, { delivery: { type: 'queued' } }),
    );
    board.perform(dropServerMessages(board));
    expect(board.ids).toEqual(['c', 'd']);
    expect([...board.entries.keys()]).toEqual(['c', 'd']);
  });

  it('take an older page in, without doubling what is there', () => {
    const board = boardOf(other('c', '', 3), other('d', '', 4));
    board.perform(prependOlder(board, [other('a', '', 1), other('b', '', 2), other('c', 'older', 3)]));
    expect(board.ids).toEqual(['a', 'b', 'c', 'd']);
    expect(board.message('c' as MessageId)?.text).toBe('');
  });
});
