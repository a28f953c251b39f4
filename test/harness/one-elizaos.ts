import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type RunningServer, startElizaOS } from '../../server/elizaos.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the address of the shared ElizaOS is asked for (see shared-elizaos.ts). */
    sharedElizaOS: string;
  }
}

/** The agents of the shared ElizaOS. */
const AGENTS = [
  { name: 'Eliza', bio: 'Listens.' },
  { name: 'Ada', bio: 'Calculates.' },
];

/**
 * One ElizaOS with two agents for all files of a project that ask for it, started in Vitest's own process when
 * the first one asks. Resolves with what ends it.
 */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  let started: Promise<{ server: RunningServer; dataDir: string }> | undefined;
  const start = async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'parley-elizaos-'));
    return { server: await startElizaOS({ port: 0, dataDir, liftRateLimit: true, agents: AGENTS }), dataDir };
  };
  const desk = createServer((_request, response) => {
    started ??= start();
    started.then(
      ({ server }) => response.end(String(server.port)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
  project.provide('sharedElizaOS', `http://127.0.0.1:${(desk.address() as AddressInfo).port}`);
  return async () => {
    desk.closeAllConnections();
    desk.close();
    if (!started) return;
    const { server, dataDir } = await started;
    await server.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
};
