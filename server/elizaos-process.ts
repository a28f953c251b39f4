/**
 * The process that is an ElizaOS server; elizaos.ts starts it. It ends on SIGTERM, and when its parent is gone.
 * A SIGINT is the parent's affair: a terminal sends it to both.
 */
import type { Character } from '@elizaos/core';
import { bootstrapPlugin } from '@elizaos/plugin-bootstrap';
import { AgentServer, type ServerMiddleware } from '@elizaos/server';
import * as v from 'valibot';
import { lockFolder } from './data-lock.ts';
import { modelPlugin } from './offline-model.ts';
import { onlineModelFrom } from './online-model.ts';
import { ProcessOptions, type ProcessReport } from './process-options.ts';

/** How long the database gets to close before the process ends without it, in ms. */
const GRACE = 4000;

const report = (message: ProcessReport): void => {
  process.send?.(message);
};

/**
 * ElizaOS allows 1000 requests a quarter of an hour from one address, its own agents' included. An address
 * for each request lifts that.
 */
const eachRequestItsAddress = (): ServerMiddleware => {
  let count = 0;
  return (request, _response, next) => {
    count += 1;
    const ip = `10.${(count >> 16) & 255}.${(count >> 8) & 255}.${count & 255}`;
    Object.defineProperty(request, 'ip', { value: ip });
    next();
  };
};

const characterOf = ({ name, bio }: { name: string; bio: string }): Character => ({
  name,
  bio: [bio],
  system: `You are ${name}. ${bio} Answer in a few friendly sentences.`,
  plugins: [],
  settings: {},
});

const shutDown = async (server: AgentServer): Promise<void> => {
  setTimeout(() => process.exit(1), GRACE).unref();
  await Promise.allSettled(server.getAllAgents().map((agent) => agent.stop()));
  await server.database?.close();
  process.exit(0);
};

/** ElizaOS's own handlers wait 5 s for open sockets; ours close the database and end. */
const endWith = (end: () => void): void => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.removeAllListeners(signal);
  process.on('SIGINT', () => {});
  process.on('SIGTERM', end);
  process.on('disconnect', end);
};

const main = async (): Promise<void> => {
  const options = v.parse(ProcessOptions, JSON.parse(process.argv[2] ?? 'null'));
  lockFolder(process.cwd(), 'elizaos-process');
  const server = new AgentServer();
  let starting = true;
  let ending = false;
  const end = (): void => {
    // A database that is being made must not be cut off: it would not open again.
    if (!ending && !starting) void shutDown(server);
    ending = true;
  };
  endWith(end);
  const model = modelPlugin({
    chunkDelayMs: options.chunkDelayMs,
    dice: Math.random,
    online: onlineModelFrom(process.env),
    fetch,
  });
  await server.start({
    port: options.port,
    dataDir: options.databaseDir,
    middlewares: options.liftRateLimit ? [eachRequestItsAddress()] : [],
    agents: options.agents.map((agent) => ({
      character: characterOf(agent),
      plugins: [bootstrapPlugin, model],
    })),
  });
  starting = false;
  endWith(end);
  if (ending) await shutDown(server);
  // ElizaOS takes another port where its own is taken, and says so here alone.
  else report({ type: 'ready', port: Number(process.env.SERVER_PORT) });
};

main().catch((error: unknown) => {
  const words = error instanceof Error ? error.message : String(error);
  if (process.send === undefined) process.exit(1);
  const failed: ProcessReport = { type: 'failed', error: words };
  process.send(failed, () => process.exit(1));
});
