import { startElizaOS } from '../elizaos.ts';
import { onlineModelFrom } from '../online-model.ts';
import { freePort } from '../ports.ts';
import { startRoomServer } from '../room.ts';
import type { StartOptions } from './options.ts';
import { type Say, step } from './step.ts';

/** A server to talk to, ours or the user's. */
export interface Served {
  url: string;
  /** In a few words, for people. */
  description: string;
  /** Where it keeps conversations, where it keeps them. */
  dataDir?: string;
  /** Resolves when it ended, told to or not. Never for a server of the user's. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

const never = new Promise<void>(() => {});
const REACH_LIMIT_MS = 5_000;

/** A server of the user's may be started later: it is asked once, and used whatever it says. */
const useServer = async (url: string, say: Say): Promise<Served> => {
  const answered = await fetch(url, { signal: AbortSignal.timeout(REACH_LIMIT_MS) }).then(
    () => true,
    () => false,
  );
  if (!answered) say(`Nothing answers at ${url} yet.`);
  return { url, description: 'yours', ended: never, stop: async () => {} };
};

const portFrom = async (wanted: number, say: Say): Promise<number> => {
  const port = await freePort(wanted);
  if (port !== wanted) say(`Port ${wanted} is taken: using ${port}.`);
  return port;
};

/** Starts, or finds, what the options ask for; resolves when it answers. Given up when `signal` says so. */
export const serve = async (
  options: StartOptions,
  dataDir: string,
  say: Say,
  signal: AbortSignal,
): Promise<Served> => {
  if (options.server !== undefined) return useServer(options.server, say);
  const port = await portFrom(options.port, say);
  if (options.room) {
    const { url, stop } = await startRoomServer({ port });
    return {
      url,
      description: 'the document’s server: any room ID will do, Eliza is in each',
      ended: never,
      stop,
    };
  }
  const online = onlineModelFrom(process.env);
  const server = await step(say, 'Starting ElizaOS', () => startElizaOS({ port, dataDir, signal }));
  return {
    url: server.url,
    description: online
      ? `ElizaOS, agent Eliza with ${online.model}`
      : 'ElizaOS, agent Eliza: offline, needs no key',
    dataDir,
    ended: server.exited.then(() => {}),
    stop: server.stop,
  };
};
