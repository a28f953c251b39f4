import { describe, expect, it } from 'vitest';
import type { ViewChange } from '../../src/relay/to-view.ts';
import { createAnnouncer, FRAME_MS } from '../../src/worker/announcer.ts';
import { handClock } from '../harness/clock.ts';
import { other, ROOM, roomId } from '../harness/nouns.ts';

const activity = (name: string, room = ROOM.id): ViewChange => ({
  type: 'activity',
  roomId: room,
  activity: { typing: [{ who: name, name, until: 1 }] },
});
const message: ViewChange = { type: 'put', message: other('m1') };

const start = () => {
  const clock = handClock();
  const announced: (readonly ViewChange[])[] = [];
  return { clock, announced, announce: createAnnouncer((changes) => announced.push(changes), clock) };
};

describe('the announcer', () => {
  it('announces the first activity at once, and of thousands in a frame the last', () => {
    const { clock, announced, announce } = start();
    for (let index = 0; index < 1_000; index += 1) announce([activity(`${index}`)]);
    expect(announced).toEqual([[activity('0')]]);
    clock.pass(FRAME_MS);
    expect(announced.slice(1)).toEqual([[activity('999')]]);
    clock.pass(FRAME_MS);
    expect(announced).toHaveLength(2);
    expect(clock.waiting()).toBe(0);
    announce([activity('later')]);
    expect(announced.at(-1)).toEqual([activity('later')]);
  });

  it('keeps the last of each room', () => {
    const { clock, announced, announce } = start();
    const elsewhere = roomId('r2');
    announce([activity('a')]);
    announce([activity('b'), activity('c', elsewhere)]);
    announce([activity('d')]);
    clock.pass(FRAME_MS);
    expect(announced.at(-1)).toEqual([activity('d'), activity('c', elsewhere)]);
  });

  it('lets nothing wait that is more than an activity, and brings no older activity after it', () => {
    const { clock, announced, announce } = start();
    announce([activity('a')]);
    announce([activity('b')]);
    announce([message, activity('c')]);
    expect(announced).toEqual([[activity('a')], [message, activity('c')]]);
    clock.pass(FRAME_MS);
    expect(announced).toHaveLength(2);
    announce([]);
    expect(announced).toHaveLength(2);
  });
});
