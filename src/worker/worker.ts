import { loggedFetch } from '../api/logged-fetch.ts';
import { createConnection } from '../connection/connection.ts';
import { createDiagnosticsLog } from '../diagnostics/log.ts';
import { createWorkerEnd } from '../relay/worker-end.ts';
import { createTransports } from '../transport/transports.ts';
import { badgeText } from './badge.ts';
import { createEventQueue, type WorkerEvent } from './events.ts';
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
  const { unit, inbound, sync, outbound, server, restorer, runCommand } = parts;
  const relay = createWorkerEnd({
    snapshot: (tell) => unit.transact(async () => tell(await readViewState(session, store))),
    runCommand,
    onViews: (change) => emit({ type: 'views-changed', change }),
    onUndecodable: log.undecodable,
  });

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

  const route = (event: WorkerEvent): void => {
    switch (event.type) {
      case 'state':
        run(server.connectionChanged(event.state));
        break;
      case 'room-joined':
        sync.roomJoined(event.roomId);
        break;
      case 'event':
        routeWireEvent(event.event, parts, onFault);
        break;
      case 'undecodable':
        log.undecodable(event.reason);
        break;
      case 'accepted': {
        const { messageId: clientId, roomId } = event;
        run(inbound.handle({ type: 'acknowledged', clientId, serverId: undefined, roomId }));
        break;
      }
      case 'rejected':
        run(outbound.refused(event.error));
        break;
      case 'unsent':
        run(outbound.unsent(event.messageId));
        break;
      case 'uncertain':
        run(outbound.uncertain(event.messageId, event.reason));
        break;
      case 'answered-elsewhere':
        sync.syncRoom(event.roomId);
        break;
      case 'lost':
        sync.connectionLost();
        run(inbound.connectionLost());
        run(outbound.connectionLost(event.connectionId, event.at, event.byItself));
        break;
      case 'keep-awake':
        deps.keepAwake();
        break;
      case 'log':
        if (event.direction === 'note') log.add('note', event.name, event.detail, event.payload);
        else log.add(event.direction, event.name, event.detail, event.payload);
        break;
      case 'storage-failed':
        log.add('note', 'storage', event.fault);
        run(server.storageFailed(event.fault));
        break;
      case 'committed':
        relay.announce(event.changes);
        showBadge();
        break;
      case 'outbox-stepped':
        outbound.runEffects(event.due);
        break;
      case 'request-ended':
        server.requestEnded(event.outcome, event.path);
        break;
      case 'limited':
        run(server.limited(event.until));
        break;
      case 'other-dialect':
        run(server.takeOver());
        break;
      case 'unattributed':
        sync.syncRoomSoon(event.roomId);
        break;
      case 'synced':
        run(outbound.roomReady(event.roomId, event.connectionId));
        break;
      case 'views-changed':
        retarget();
        if (event.change === 'opened' && connection.state().state !== 'refused') connection.tryNow();
        break;
      case 'target-changed':
        retarget();
        break;
      case 'server-entered':
        inbound.watch();
        retarget();
        server.fillPage();
        break;
      case 'unblocked':
        connection.setTarget(undefined);
        retarget();
        server.fillPage();
        break;
      case 'room-opened':
        retarget();
        server.fillPage();
        if (event.roomId && !session.outbox.ready.has(event.roomId)) sync.syncRoom(event.roomId);
        break;
      case 'rooms-restored':
        if (session.agents.status === 'failed') server.fillPage();
        break;
      case 'restore-waiting':
        deps.onWanted(true);
        break;
      default:
        event satisfies never;
    }
  };

  events.handle(route);
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
