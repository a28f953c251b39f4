import { createSettingsStore } from '../../../src/settings/settings-store.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import type { Store } from '../../../src/store/store.ts';
import type { OpenTransport } from '../../../src/transport/transport.ts';
import type { Worker, WorkerDeps } from '../../../src/worker/worker.ts';
import type { HandClock } from '../../harness/clock.ts';
import { type FarEnd, memoryTransports } from '../../harness/memory-transport.ts';
import { portPair } from '../../harness/port-pair.ts';
import { storedRoom } from '../../harness/store.ts';
import { bootWorker, newArea } from '../../harness/worker.ts';
import { PROFILE } from '../../harness/worker-parts.ts';
import type { Server } from './server.ts';

/** What a mutant does in place of what ought to be. */
export interface BrowserMutation {
  store?: (store: Store) => Store;
  openSocket?: (openSocket: OpenTransport) => OpenTransport;
}

/** A browser in which one worker follows the other over the same storage. */
export interface Browser {
  isRunning(): boolean;
  start(): void;
  /** Whatever the worker still does has no effect. */
  kill(): void;
  /** Kills it at the last of so many commits: before it is written, or after. Undefined: not at all. */
  doom(commits: number | undefined, isWritten?: boolean): void;
  /** The line that is being tried. */
  tried(): FarEnd | undefined;
  openPort(): ReturnType<typeof portPair>[0];
  /** Called whenever there is a worker that takes ports. */
  onStarted(listener: () => void): void;
}

const never = <T>(): Promise<T> => new Promise<T>(() => {});

export const createBrowser = async (
  clock: HandClock,
  server: Server,
  { store: changeStore = (same) => same, openSocket: changeSocket = (same) => same }: BrowserMutation,
): Promise<Browser> => {
  const twin = memoryTransports();
  const area = newArea();
  const disk = createMemoryStore();
  // The modelled server takes no posts: a REST route would open, and lead nowhere.
  await createSettingsStore(area).activate({ ...PROFILE, mode: 'socket' });
  await disk.commit(PROFILE.id, [{ type: 'room', room: storedRoom() }]);

  /** Each worker has a life of its own. */
  let life: { isOver: boolean } | undefined;
  let worker: Worker | undefined;
  let doom: { commits: number; isWritten: boolean } | undefined;
  let tried: FarEnd | undefined;
  let hangUp = (): void => {};
  let onStarted = (): void => {};

  const kill = (): void => {
    if (life) life.isOver = true;
    life = undefined;
    worker = undefined;
    doom = undefined;
    tried = undefined;
    server.loseLine();
    server.forgetQuestions();
    hangUp();
  };

  const commit: Store['commit'] = async (profile, writes) => {
    if (doom) doom.commits -= 1;
    const isLast = doom?.commits === 0;
    if (!isLast || doom?.isWritten) await disk.commit(profile, writes);
    if (isLast) kill();
  };

  const start = (): void => {
    const mine = { isOver: false };
    life = mine;
    const whileAlive = async (work: () => Promise<unknown>): Promise<unknown> => {
      const value = mine.isOver ? never() : await work();
      return mine.isOver ? never() : value;
    };
    const store = Object.fromEntries(
      Object.entries(changeStore({ ...disk, commit })).map(([name, call]) => [
        name,
        (...args: unknown[]) => whileAlive(() => (call as (...args: unknown[]) => Promise<unknown>)(...args)),
      ]),
    ) as unknown as Store;
    const openSocket: OpenTransport = (options, onEvent) => {
      server.collect();
      const socket = changeSocket(twin.openTransport)(options, onEvent);
      tried = twin.last();
      return { ...socket, send: (...args) => !mine.isOver && socket.send(...args) };
    };
    const over: Partial<WorkerDeps> = {
      openSocket,
      fetch: (url) => (mine.isOver ? never() : server.ask(url)),
      clock: {
        now: clock.now,
        after: (ms, callback) =>
          clock.after(ms, () => {
            if (!mine.isOver) callback();
          }),
      },
    };
    void bootWorker({ area, store }, over).then((next) => {
      if (mine.isOver) return;
      worker = next;
      onStarted();
    });
  };

  return {
    isRunning: () => life !== undefined,
    start,
    kill,
    doom: (commits, isWritten = false) => {
      doom = commits === undefined ? undefined : { commits, isWritten };
    },
    tried: () => (tried?.isClosed ? undefined : tried),
    openPort: () => {
      const [views, workers] = portPair();
      hangUp = () => workers.disconnect();
      worker?.accept(workers);
      return views;
    },
    onStarted: (listener) => {
      onStarted = listener;
      if (worker) listener();
    },
  };
};
