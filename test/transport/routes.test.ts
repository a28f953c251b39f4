import { describe, expect, it } from 'vitest';
import { openingTime, type Route, routesFor, trialDelay } from '../../src/transport/routes.ts';

const named = (route: Route): string => {
  if (route.type === 'rest') return route.mode;
  return route.posts ? `post, ${route.transport}` : route.transport;
};

describe('the routes', () => {
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
    expect(routesFor(mode, transports).map(named)).toEqual(names);
  });

  it('are given up within seconds where there is another one', () => {
    const routes = routesFor('automatic', 'automatic');
    expect(openingTime(routes, 0)).toBeLessThan(5_000);
    expect(openingTime(routes, routes.length - 1)).toBe(10_000);
  });

  it('are looked at again ever more rarely, and never less than every five minutes', () => {
    const times = Array.from({ length: 20 }, (_, attempt) => trialDelay(attempt));
    expect(times.slice(0, 3)).toEqual([5_000, 10_000, 20_000]);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBe(300_000);
  });
});
