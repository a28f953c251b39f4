import { probe } from '../api/probe.ts';
import type { Fetch } from '../api/request.ts';
import type { Connection } from '../connection/connection.ts';
import type { DiagnosticsLog } from '../diagnostics/log.ts';
import type { ConnectionState } from '../model/connection.ts';
import type { ServerProfile } from '../model/server.ts';
import type { CommandResult } from '../relay/to-view.ts';
import type { NewSecrets, SettingsStore } from '../settings/settings-store.ts';
import { type Access, createAccess } from './access.ts';
import { createAgentLoader } from './agents.ts';
import type { Clock } from './clock.ts';
import { described } from './described.ts';
import type { Emit } from './events.ts';
import { createLoader } from './load.ts';
import type { ServerApi } from './server-api.ts';
import { listServers } from './servers.ts';
import type { ReadonlySession } from './session.ts';
import { hasHistory, summaries } from './session-reads.ts';
import { showingConnection } from './shown-state.ts';
import { readOpenRoom } from './snapshot.ts';
import type { ReadonlyStore } from './store-view.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** The entered server: enters and leaves it, and keeps what is known of the way to it. */
export interface Server extends Access {
  /** Enters the server that was in use last. */
  start(): Promise<void>;
  /** Enters a server, or none, with all that is stored of it; keeps new secrets of it. */
  enter(profile: ServerProfile | undefined, secrets?: NewSecrets): Promise<void>;
  /** Enters the server anew where it speaks another dialect than it was set up with. */
  takeOver(): Promise<void>;
  /** Shows the state of the connection, and looks who answers where that may be news. */
  connectionChanged(state: ConnectionState): Promise<void>;
  /** Shows until when the server answers no more requests (ms since the epoch). */
  limited(until: number): Promise<void>;
  /** Shows that storage failed. */
  storageFailed(fault: string): Promise<void>;
  /** Shows all servers as they are set up, with the name and the ways of the entered one. */
  showServers(): Promise<void>;
  loadAgents(): Promise<CommandResult>;
  /** Loads the agents where no conversation is open, be it until the one that is named has been read. */
  fillPage(): void;
  /** Tries to connect at once where it is waiting or was refused. */
  tryNow(): Promise<void>;
}

/** Whether it may have changed who answers at the server's address. */
const isCheckable = ({ type: state }: ConnectionState, session: ReadonlySession): boolean => {
  switch (state) {
    case 'connected':
      // On a socket, an upgraded server confirms joins as before: only its version tells.
      return hasHistory(session);
    case 'waiting':
    case 'refused':
      return true;
    case 'idle':
    case 'connecting':
    case 'offline':
      return false;
    default:
      return state satisfies never;
  }
};

export interface ServerDeps {
  settingsStore: SettingsStore;
  store: ReadonlyStore;
  session: ReadonlySession;
  unit: UnitOfWork;
  serverApi: ServerApi;
  connection: Connection;
  fetch: Fetch;
  clock: Clock;
  log: DiagnosticsLog;
  emit: Emit;
  onFault: (error: unknown) => void;
}

export const createServer = (deps: ServerDeps): Server => {
  const { settingsStore, store, session, unit, serverApi, connection, fetch, clock, log, emit } = deps;
  const access = createAccess({ ...deps, endpoint: serverApi.endpoint });
  const load = createLoader(deps);
  const loadAgents = createAgentLoader({ ...deps, api: serverApi.api });

  const enter: Server['enter'] = async (profile, secrets) => {
    serverApi.leave();
    connection.setTarget(undefined);
    await unit
      .transact(async (tx) => {
        if (profile) await settingsStore.activate(profile, secrets);
        else await settingsStore.deactivate();
        await load(tx, profile);
        log.begin(profile?.address ?? '');
        await tx.commit({
          changes: [
            { type: 'profile', profile: described(profile) },
            { type: 'servers', servers: session.servers },
            { type: 'agents', agents: session.agents },
            { type: 'rooms', rooms: summaries(session) },
            { type: 'open', open: await readOpenRoom(session, store) },
            { type: 'blocked' },
          ],
        });
      })
      .finally(serverApi.useEntered);
    emit({ type: 'server-entered' });
  };

  const takeOver = async (): Promise<void> => {
    const asked = serverApi.endpoint();
    if (!asked) return;
    const result = await probe(asked.address, asked, { fetch, now: clock.now });
    const { profile } = session;
    // Another server may have been entered meanwhile, or this one.
    if (!result.ok || !profile || serverApi.endpoint() !== asked) return;
    const { found } = result;
    if (found.dialect === profile.dialect || found.version === undefined) return;
    log.add('note', 'other version', found.version ?? '');
    await enter({ ...profile, ...found, version: found.version });
  };

  const limited = async (until: number | undefined): Promise<void> =>
    unit.transact((tx) =>
      tx.commit({
        session: { limitedUntil: until },
        changes: [{ type: 'limited', ...(until !== undefined && { until }) }],
      }),
    );

  return {
    ...access,
    enter,
    takeOver,
    loadAgents,
    start: async () => {
      await unit.transact(async (tx) => load(tx, await settingsStore.active()));
      serverApi.useEntered();
      emit({ type: 'server-entered' });
    },
    connectionChanged: async (state) => {
      await unit.transact((tx) =>
        // A connection that stands leads to the server.
        tx.commit(
          showingConnection(session, state, state.type === 'connected' ? { obstacle: undefined } : {}),
        ),
      );
      if (isCheckable(state, session)) access.check();
    },
    limited: async (until) => {
      clock.after(until - clock.now(), () => {
        if (session.limitedUntil === until) void limited(undefined).catch(deps.onFault);
      });
      await limited(until);
    },
    storageFailed: (storageFault) =>
      unit.transact((tx) =>
        tx.commit({ session: { storageFault }, changes: [{ type: 'storage', fault: storageFault }] }),
      ),
    showServers: () =>
      unit.transact(async (tx) => {
        const servers = await listServers(settingsStore, store, session.profile?.id);
        const profile = servers.find(({ id }) => id === session.profile?.id);
        await tx.commit({
          session: { servers, profile },
          changes: [
            { type: 'servers', servers },
            { type: 'profile', profile: described(profile) },
          ],
        });
      }),
    fillPage: () => {
      const { profile, rooms } = session;
      if (profile && !(profile.roomId && rooms.has(profile.roomId))) void loadAgents().catch(deps.onFault);
    },
    tryNow: async () => {
      access.startOver();
      await unit.transact((tx) => tx.commit({ session: { wantsKey: false } }));
      emit({ type: 'target-changed' });
      connection.tryNow();
    },
  };
};
