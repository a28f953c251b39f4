import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { socketTransport } from '../../src/transport/socket.ts';
import { PINGS } from '../../src/transport/transport.ts';
import { codecOf } from '../../src/wire/codecs.ts';
import { memoryEngine } from '../harness/memory-engine.ts';

const open = async (said: string) => {
  const [onOpen, onClosed] = [vi.fn(), vi.fn()];
  const route = { type: 'socket', transport: 'websocket', posts: false } as const;
  const transport = socketTransport(memoryEngine(said).transports)(
    { address: 'http://localhost:3000', entityId: 'me', key: undefined, route, codec: codecOf('modern') },
    (event) => {
      if (event.type === 'opened') onOpen(event.details);
      if (event.type === 'closed') onClosed(event.error);
    },
  );
  await vi.advanceTimersByTimeAsync(0);
  return { onOpen, onClosed, transport };
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a handshake', () => {
  it.each([
    ['', PINGS],
    [',"pingInterval":0,"pingTimeout":0', PINGS],
    [',"pingInterval":-5,"pingTimeout":-5', PINGS],
    [',"pingInterval":null,"pingTimeout":"soon"', PINGS],
    [',"pingInterval":{},"pingTimeout":[1,2]', PINGS],
    [',"pingInterval":1e300,"pingTimeout":1e999', { pingInterval: 3_600_000, pingTimeout: 3_600_000 }],
    [',"pingInterval":2147483648,"pingTimeout":20000', { pingInterval: 3_600_000, pingTimeout: 20_000 }],
    [',"pingInterval":10000,"pingTimeout":5000', { pingInterval: 10_000, pingTimeout: 5_000 }],
  ])('with %s is waited by as long as one can', async (said, pings) => {
    const { onOpen, onClosed, transport } = await open(said);
    expect(onOpen).toHaveBeenCalledExactlyOnceWith({
      transport: 'websocket',
      maxPayload: 1_000_000,
      ...pings,
    });
    const patience = pings.pingInterval + pings.pingTimeout;
    await vi.advanceTimersByTimeAsync(patience - 1);
    expect(onClosed).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(onClosed).toHaveBeenCalledExactlyOnceWith('ping timeout');
    transport.close();
  });

  it.each([
    ['', 1_000_000],
    [',"maxPayload":100000', 100_000],
    [',"maxPayload":0', 1_000_000],
    [',"maxPayload":-1', 1_000_000],
    [',"maxPayload":1.5', 1_000_000],
    [',"maxPayload":1e300', 1_000_000],
    [',"maxPayload":"100000"', 1_000_000],
    [',"maxPayload":null', 1_000_000],
  ])('with %s lets a frame have so many bytes: %i', async (said, maxPayload) => {
    const { onOpen, transport } = await open(said);
    expect(onOpen).toHaveBeenCalledExactlyOnceWith({ transport: 'websocket', ...PINGS, maxPayload });
    transport.close();
  });
});
