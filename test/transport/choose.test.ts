import { describe, expect, it } from 'vitest';
import { lookAfter, openingTime, type Road, roadsFor } from '../../src/transport/choose.ts';

const named = (road: Road): string => {
  if (road.by === 'rest') return road.mode;
  return road.posts ? `post, ${road.transport}` : road.transport;
};

describe('the roads', () => {
  it.each([
    ['automatic', 'automatic', ['websocket', 'polling', 'stream', 'sync']],
    ['automatic', 'websocket', ['websocket', 'stream', 'sync']],
    ['automatic', 'polling', ['polling', 'stream', 'sync']],
    ['socket', 'automatic', ['websocket', 'polling']],
    ['socket', 'polling', ['polling']],
    ['websocket', 'automatic', ['post, websocket', 'post, polling']],
    ['stream', 'automatic', ['stream']],
    ['sync', 'websocket', ['sync']],
  ] as const)('of mode %s, transports %s', (mode, transports, names) => {
    expect(roadsFor(mode, transports).map(named)).toEqual(names);
  });

  it('are given up within seconds where there is another one', () => {
    const roads = roadsFor('automatic', 'automatic');
    expect(openingTime(roads, 0)).toBeLessThan(5_000);
    expect(openingTime(roads, roads.length - 1)).toBe(10_000);
  });

  it('are looked at again ever more rarely, and never less than every five minutes', () => {
    const times = Array.from({ length: 20 }, (_, attempt) => lookAfter(attempt));
    expect(times.slice(0, 3)).toEqual([5_000, 10_000, 20_000]);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBe(300_000);
  });
});
