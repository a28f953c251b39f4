import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Lock {
  release(): Promise<void>;
}

/** The lock is a socket, which ends with its process; a file with a process id would remain after a crash. */
const socketPath = (folder: string): string => {
  const name = `parley-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
};

const listen = (path: string): Promise<Server | undefined> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.unref();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(path, () => resolve(server));
  });

const isAlive = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

/** Locks a data folder, since two processes would corrupt its database. Undefined where another process holds it. */
export const lockFolder = async (folder: string): Promise<Lock | undefined> => {
  const path = socketPath(folder);
  let server = await listen(path);
  if (!server && !(await isAlive(path))) {
    await rm(path, { force: true });
    server = await listen(path);
  }
  const held = server;
  return held && { release: () => new Promise((resolve) => held.close(() => resolve())) };
};
