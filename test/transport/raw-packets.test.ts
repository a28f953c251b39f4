import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { socketTransport } from '../../src/transport/socket.ts';
import type { TransportEvent } from '../../src/transport/transport.ts';
import { codecOf } from '../../src/wire/codecs.ts';
import { memoryEngine } from '../harness/memory-engine.ts';
import { MALFORMED } from '../hostile/malformed.ts';

const open = async () => {
  const engine = memoryEngine();
  const events: TransportEvent[] = [];
  const route = { type: 'socket', transport: 'websocket', posts: false } as const;
  const transport = socketTransport(engine.transports)(
    { address: 'http://localhost:3000', entityId: 'me', key: undefined, route, codec: codecOf('modern') },
    (event) => events.push(event),
  );
  await vi.advanceTimersByTimeAsync(0);
  return { engine, events, transport };
};

/** What is thrown where nobody catches it. */
const uncaught: unknown[] = [];
const note = (error: unknown): void => void uncaught.push(error);
let others: NodeJS.UncaughtExceptionListener[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  uncaught.length = 0;
  others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', note);
});
afterEach(() => {
  vi.useRealTimers();
  process.off('uncaughtException', note);
  for (const listener of others) process.on('uncaughtException', listener);
});

describe('a packet', () => {
  it.each([0, 5, -1, 1e21])(
    'whose event is called by the number %d is an event that is not known',
    async (name) => {
      const { engine, events, transport } = await open();
      engine.say(`42[${name},{}]`);
      await vi.advanceTimersByTimeAsync(0);
      expect(uncaught).toEqual([]);
      expect(events.slice(1)).toEqual([
        { type: 'log', direction: 'in', name: String(name), detail: 'unknown', payload: {} },
        { type: 'event', event: { type: 'unknown', name: String(name) } },
      ]);
      transport.close();
    },
  );

  it.each(['42', '42/,', '42/other', '4212', '42/other,7', '451-', '451-/other,3'])(
    'of an event without a name ends the connection: %s',
    async (packet) => {
      const { engine, events, transport } = await open();
      engine.say(packet);
      await vi.advanceTimersByTimeAsync(0);
      expect(uncaught).toEqual([]);
      expect(events.at(-1)).toEqual({ type: 'closed', error: 'parse error', isUnfit: false });
      transport.close();
    },
  );

  it('that is malformed throws nothing', async () => {
    for (const make of MALFORMED) {
      const { engine, transport } = await open();
      const context = { room: 'r', agent: 'a', me: 'me', own: [], elsewhere: 'http://localhost', now: 0 };
      for (const packet of make({ random: () => 0.5, index: 0, context })) engine.say(packet);
      await vi.advanceTimersByTimeAsync(0);
      transport.close();
      expect(uncaught, String(make)).toEqual([]);
    }
  });
});
