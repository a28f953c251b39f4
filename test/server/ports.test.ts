import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../../server/ports.ts';

const open: Server[] = [];

const hold = (port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    open.push(server);
    server.once('error', reject);
    server.listen({ port, host }, resolve);
  });

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

describe('freePort', () => {
  it('is the port itself where it is free, and leaves it free', async () => {
    const port = await freePort(0);
    expect(await freePort(port)).toBe(port);
    await hold(port, '127.0.0.1');
  });

  it.each(['127.0.0.1', '0.0.0.0', '::', '::1'])('is a later one where it is taken on %s', async (host) => {
    const port = await freePort(0);
    await hold(port, host);
    expect(await freePort(port)).toBeGreaterThan(port);
  });

  it('says so when there is none', async () => {
    await hold(65_535, '127.0.0.1').catch(() => undefined);
    await expect(freePort(65_535)).rejects.toThrow('No port is free at or above 65535');
  });
});
