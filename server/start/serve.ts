import { startElizaOS } from '../elizaos.ts';
import { onlineModelFrom } from '../online-model.ts';
import { freePort } from '../ports.ts';
import { startRoomServer } from '../room.ts';
import type { StartOptions } from './options.ts';
import { type Say, step } from './step.ts';

/** A running server, started here or the user's own. */
export interface Served {
  url: string;
  /** A short description for the user. */
  description: string;
  /** The folder of the conversations, where they are stored. */
  dataDir?: string;
  /** Resolves when the server has ended; never for a user's own server. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

export interface ServePlaces {
  /** The folder of the conversations. */
  dataDir: string;
  /** The extension that may use the server. */
  extensionId: string;
}

const never = new Promise<void>(() => {});
const REACH_LIMIT_MS = 5_000;

/** Uses the user's own server, whether or not it answers yet. */
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

/** Starts or finds the server of the options; resolves when it answers. `signal` aborts the start. */
export const serve = async (
  options: StartOptions,
  { dataDir, extensionId }: ServePlaces,
  say: Say,
  signal: AbortSignal,
): Promise<Served> => {
  if (options.server !== undefined) return useServer(options.server, say);
  const port = await portFrom(options.port, say);
  if (options.room) {
    const { url, stop } = await startRoomServer({ port, extensionId });
    return {
      url,
      description: 'the document’s server: any room ID will do, Eliza is in each',
      ended: never,
      stop,
    };
  }
  const online = onlineModelFrom(process.env);
  const server = await step(say, 'Starting ElizaOS', () =>
    startElizaOS({ port, dataDir, extensionId, signal }),
  );
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
