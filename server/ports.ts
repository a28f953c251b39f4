import { createServer } from 'node:net';

/** Another program may hold a port on one of these only; a browser tries both families for "localhost". */
const HOSTS = ['127.0.0.1', '::1', '0.0.0.0', '::'];

/** The errors for an address that the machine does not have (no IPv6). */
const ABSENT = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/** Listens for a moment; resolves to the port, or to undefined where it cannot be listened on. */
const listenOnce = (port: number, host: string): Promise<number | undefined> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      resolve(ABSENT.has(error.code ?? '') ? port : undefined);
    });
    probe.listen({ port, host, exclusive: true }, () => {
      const address = probe.address();
      const bound = address !== null && typeof address === 'object' ? address.port : port;
      probe.close(() => resolve(bound));
    });
  });

const isFree = async (port: number): Promise<boolean> => {
  for (const host of HOSTS) if ((await listenOnce(port, host)) === undefined) return false;
  return true;
};

/**
 * The next free TCP port at or above `from`, on the loopback and on all addresses; 0 for any. Another program may
 * take it before it is used.
 */
export const freePort = async (from: number): Promise<number> => {
  if (from === 0) {
    for (;;) {
      const any = await listenOnce(0, '127.0.0.1');
      if (any !== undefined && any !== 0 && (await isFree(any))) return any;
    }
  }
  for (let port = from; port <= 65_535; port += 1) if (await isFree(port)) return port;
  throw new Error(`No port is free at or above ${from}`);
};
