import { loggedFetch } from '../api/logged-fetch.ts';
import { createConnection } from '../connection/connection.ts';
import { createDiagnosticsLog } from '../diagnostics/log.ts';
import { createWorkerEnd } from '../relay/worker-end.ts';
import { createTransports } from '../transport/transports.ts';
import { createAnnouncer } from './announcer.ts';
import { badgeText } from './badge.ts';
import { createEventQueue, type Emit, type Routes } from './events.ts';
import { isBusy } from './outbound.ts';
import { createParts } from './parts.ts';
import { routeWireEvent } from './route-wire-event.ts';
import { createServerApi } from './server-api.ts';
import { emptySession } from './session.ts';
import { readViewState } from './snapshot.ts';
import { withDeliveries } from './store-view.ts';
import { connectionTarget } from './target.ts';
import type { Worker, WorkerDeps } from './worker-deps.ts';

export type { Worker, WorkerDeps };

/** Builds the parts of the worker, each from those before it, and routes what happens in one to the others. */
export const startWorker = async (deps: WorkerDeps): Promise<Worker> => {
  const { settingsStore, clock, chance } = deps;
  const events = createEventQueue();
  const { emit } = events;
  const session = emptySession(await settingsStore.settings());
  const log = createDiagnosticsLog(clock.now, () => [session.key, session.token]);
  const fetch = loggedFetch(deps.fetch, clock.now, (name, status, ms) => log.add('in', name, status, { ms }));
  const onFault = (error: unknown): void => {
    log.add('note', 'fault', error instanceof Error ? error.message : String(error));
  };
  void deps.countStart().then((starts) => log.add('note', 'start', `${starts}`), onFault);

  const opened = await deps.openStore((fault) => emit({ type: 'storage-failed', fault }), log.undecodable);
  const store = withDeliveries(opened, () => session.outbox.entries);
  const serverApi = createServerApi({ session, fetch, clock, emit });
  const connection = createConnection(
    {
      openTransport: createTransports({ openSocket: deps.openSocket, api: serverApi.api, clock }),
      clock,
      chance,
      online: deps.online,
      isBusy: () => isBusy(session),
    },
    emit,
  );
  const parts = createParts({
    settingsStore,
    session,
    store,
    serverApi,
    connection,
    fetch,
    clock,
    chance,
    log,
    emit,
    onFault,
  });
  const { unit, inbound, sync, outbound, server, rooms, makeRooms, restorer, runCommand } = parts;
  const relay = createWorkerEnd({
    snapshot: (tell) => unit.transact(async () => tell(await readViewState(session, store))),
    runCommand,
    onViews: (change) => emit({ type: 'views-changed', change }),
    onUndecodable: log.undecodable,
  });

  const announce = createAnnouncer(relay.announce, clock);

  /** Points the connection at what is wanted now. */
  const retarget = (): void => {
    restorer.restore();
    const target = connectionTarget(session, relay.viewCount() > 0);
    deps.onWanted(target !== undefined || restorer.isWaiting());
    connection.setTarget(target);
  };

  let badge = '';
  const showBadge = (): void => {
    const next = badgeText(session, relay.viewCount() > 0);
    if (next !== badge) deps.setBadge(next);
    badge = next;
  };

  const run = (work: Promise<unknown>): void => void work.catch(onFault);

  const routes: Routes = {
    state: ({ state }) => run(server.connectionChanged(state)),
    'room-joined': ({ roomId }) => {
      const connectionId = connection.connectionIdOf(roomId);
      if (connectionId !== undefined) run(outbound.roomReady(roomId, connectionId));
      sync.roomJoined(roomId);
    },
    event: ({ event }) => routeWireEvent(event, parts, onFault),
    undecodable: ({ reason }) => log.undecodable(reason),
    accepted: ({ messageId: clientId, roomId }) =>
      run(inbound.handle({ type: 'acknowledged', clientId, serverId: undefined, roomId })),
    rejected: ({ messageId, error }) => run(outbound.refused(error, messageId)),
    unsent: ({ messageId }) => run(outbound.unsent(messageId)),
    uncertain: ({ messageId, reason }) => run(outbound.uncertain(messageId, reason)),
    'answered-elsewhere': ({ roomId }) => sync.syncRoom(roomId),
    lost: ({ connectionId, at, byItself }) => {
      sync.connectionLost();
      run(inbound.connectionLost());
      run(outbound.connectionLost(connectionId, at, byItself));
    },
    'keep-awake': deps.keepAwake,
    log: (event) =>
      event.direction === 'note'
        ? log.add('note', event.name, event.detail, event.payload)
        : log.add(event.direction, event.name, event.detail, event.payload),
    'storage-failed': ({ fault }) => {
      log.add('note', 'storage', fault);
      run(server.storageFailed(fault));
    },
    committed: ({ changes }) => {
      announce(changes);
      showBadge();
    },
    'outbox-stepped': ({ due }) => {
      outbound.runEffects(due);
      makeRooms();
    },
    'request-ended': ({ outcome, path }) => server.requestEnded(outcome, path),
    limited: ({ until }) => run(server.limited(until)),
    'other-dialect': () => run(server.takeOver()),
    unattributed: ({ roomId }) => sync.syncRoomSoon(roomId),
    'views-changed': ({ change }) => {
      retarget();
      if (change === 'opened' && connection.state().type !== 'refused') connection.tryNow();
    },
    'target-changed': retarget,
    'server-entered': () => {
      inbound.watch();
      retarget();
      server.fillPage();
    },
    unblocked: () => {
      connection.setTarget(undefined);
      retarget();
      server.fillPage();
    },
    'room-opened': ({ roomId }) => {
      retarget();
      server.fillPage();
      if (roomId) sync.roomOpened(roomId);
    },
    'room-made': ({ roomId }) => rooms.tellTitle(roomId),
    'rooms-restored': () => {
      if (session.agents.status === 'failed') server.fillPage();
    },
    'restore-waiting': () => deps.onWanted(true),
  };

  events.handle((event) => (routes[event.type] as Emit)(event));
  await server.start();

  return {
    accept: relay.accept,
    wake: () => {
      log.add('note', 'wake', 'alarm');
      retarget();
      outbound.pump();
    },
    networkChanged: (online) => {
      connection.networkChanged(online);
      if (online) restorer.restore();
    },
    permissionsChanged: server.check,
    stop: () => connection.setTarget(undefined),
  };
};
