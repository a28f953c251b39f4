import type { Character } from '@elizaos/core';
import type { AgentServer, ServerMiddleware } from '@elizaos/server';
import * as v from 'valibot';
import { lockFolder, markFinished, removeUnfinished } from './data-folder.ts';
import { modelPlugin } from './offline-model.ts';
import { onlineModelFrom } from './online-model.ts';
import { ProcessOptions, type ProcessReport } from './process-options.ts';
import { guard } from './wall/guard.ts';
import { withoutSecrets } from './wall/no-secrets.ts';

/** How long the database may take to close before the process exits, in ms. */
const GRACE = 4000;

const report = (message: ProcessReport): void => {
  process.send?.(message);
};

/**
 * Gives each request another IP address, which lifts ElizaOS's limit of 1000 requests per address in 15 minutes
 * (its agents' own requests included).
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

/** Keeps the secrets of agents, whichever request asks for them, and whatever an older version has stored. */
const keepSecrets: ServerMiddleware = (_request, response, next) => {
  const json = response.json.bind(response);
  response.json = (body) => json(withoutSecrets(body));
  next();
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

/** Replaces ElizaOS's signal handlers, which wait 5 s for open sockets, by ones that call `end`. */
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
  // Loading these takes a second.
  const { AgentServer } = await import('@elizaos/server');
  const { bootstrapPlugin } = await import('@elizaos/plugin-bootstrap');
  const { setAllowedEnvVars } = await import('@elizaos/core');
  // By itself ElizaOS copies the whole environment into each agent's secrets.
  setAllowedEnvVars(new Set());
  const server = new AgentServer();
  endWith(() => end());
  const model = modelPlugin({
    chunkDelayMs: options.chunkDelayMs,
    dice: Math.random,
    online: onlineModelFrom(process.env),
    fetch,
  });
  // In this mode ElizaOS does not listen yet.
  await server.start({
    isTestMode: true,
    dataDir: options.databaseDir,
    middlewares: [keepSecrets, ...(options.liftRateLimit ? [eachRequestItsAddress()] : [])],
  });
  guard(server.server, { extensionId: options.extensionId });
  await server.start({
    port: options.port,
    agents: options.agents.map((agent) => ({
      character: characterOf(agent),
      plugins: [bootstrapPlugin, model],
    })),
  });
  // The started server has added signal handlers.
  endWith(() => end());
  end = once(() => void shutDown(server));
  markFinished(options.databaseDir);
  // ElizaOS listens on another port where its own is taken, and reports it here only.
  report({ type: 'ready', port: Number(process.env.SERVER_PORT) });
};

/**
 * Runs an ElizaOS server in this process. `json` holds `ProcessOptions`; the data is in the working directory.
 * Ends on SIGTERM and when the parent process ends. Ignores SIGINT, which a terminal sends to the parent too.
 */
export const runElizaOS = (json: string): void => {
  start(v.parse(ProcessOptions, JSON.parse(json))).catch((error: unknown) => {
    const words = error instanceof Error ? error.message : String(error);
    if (process.send === undefined) process.exit(1);
    const failed: ProcessReport = { type: 'failed', error: words };
    process.send(failed, () => process.exit(1));
  });
};
