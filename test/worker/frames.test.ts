import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrames, takeTurn } from '../../src/worker/frames.ts';
import { handClock } from '../harness/clock.ts';
import { roomId } from '../harness/nouns.ts';

const start = () => {
  const clock = handClock();
  const handed: string[][] = [];
  const frames = createFrames<string>((items) => handed.push(items), clock);
  const add = (...items: string[]): void => {
    for (const item of items) frames.take(item, true);
  };
  return { clock, handed, frames, add };
};

describe('what comes within a display frame', () => {
  it('is handed over together, but for the first, which waits for nothing', () => {
    const { clock, handed, add } = start();
    add('a', 'b', 'c');
    expect(handed).toEqual([['a']]);
    clock.pass(16);
    expect(handed).toEqual([['a'], ['b', 'c']]);
    add('d');
    clock.pass(16);
    expect(handed).toEqual([['a'], ['b', 'c'], ['d']]);
    clock.pass(16);
    add('e');
    expect(handed.at(-1)).toEqual(['e']);
  });

  it('does not wait for the end of the frame where it cannot, nor does what came before it', () => {
    const { clock, handed, frames, add } = start();
    add('a', 'b');
    frames.take('c', false);
    expect(handed).toEqual([['a'], ['b', 'c']]);
    add('d');
    frames.flush();
    frames.flush();
    expect(handed).toEqual([['a'], ['b', 'c'], ['d']]);
    clock.pass(100);
    expect(handed).toHaveLength(3);
    expect(clock.waiting()).toBe(0);
  });
});

describe('a turn', () => {
  it('has one of each room, and in turns each room keeps its order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4), { maxLength: 450 }), (rooms) => {
        const items = rooms.map((room, index) => ({ room: roomId(`${room}`), index }));
        const left = [...items];
        const taken: (typeof items)[] = [];
        while (left.length > 0) taken.push(takeTurn(left, ({ room }) => room));
        for (const turn of taken) expect(new Set(turn.map(({ room }) => room)).size).toBe(turn.length);
        const inRoom = (list: typeof items, id: string) => list.filter(({ room }) => room === id);
        for (const id of new Set(items.map(({ room }) => room))) {
          expect(inRoom(taken.flat(), id)).toEqual(inRoom(items, id));
        }
        expect(taken.flat()).toHaveLength(items.length);
      }),
    );
  });
});
