import type { Character } from '@elizaos/core';
import type { AgentServer, ServerMiddleware } from '@elizaos/server';
import * as v from 'valibot';
import { lockFolder, markFinished, removeUnfinished } from './data-folder.ts';
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

const once = (act: () => void): (() => void) => {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
};

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

const start = async (options: ProcessOptions): Promise<void> => {
  let end = (): void => process.exit(0);
  endWith(() => end());
  lockFolder(process.cwd(), 'elizaos-entry');
  removeUnfinished(options.databaseDir);
  // They take a second to load: not before it is known that they are wanted.
  const { AgentServer } = await import('@elizaos/server');
  const { bootstrapPlugin } = await import('@elizaos/plugin-bootstrap');
  const server = new AgentServer();
  endWith(() => end());
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
  // Whatever they started added handlers of its own.
  endWith(() => end());
  end = once(() => void shutDown(server));
  markFinished(options.databaseDir);
  // ElizaOS takes another port where its own is taken, and says so here alone.
  report({ type: 'ready', port: Number(process.env.SERVER_PORT) });
};

/**
 * Makes this process an ElizaOS server: `json` holds `ProcessOptions`, the working directory its data. Ends
 * on SIGTERM, and when its parent is gone. A SIGINT is the parent's affair: a terminal sends it to both.
 */
export const runElizaOS = (json: string): void => {
  start(v.parse(ProcessOptions, JSON.parse(json))).catch((error: unknown) => {
    const words = error instanceof Error ? error.message : String(error);
    if (process.send === undefined) process.exit(1);
    const failed: ProcessReport = { type: 'failed', error: words };
    process.send(failed, () => process.exit(1));
  });
};
