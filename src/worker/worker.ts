import { loggedFetch } from '../api/logged-fetch.ts';
import type { Fetch } from '../api/request.ts';
import { createConnection } from '../connection/connection.ts';
import { createDiagnosticsLog } from '../diagnostics/log.ts';
import type { Port } from '../relay/port.ts';
import { createWorkerEnd } from '../relay/worker-end.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Store } from '../store/store.ts';
import { createLines } from '../transport/lines.ts';
import type { OpenLine } from '../transport/transport.ts';
import type { WireEvent } from '../wire/events.ts';
import { badgeText } from './badge.ts';
import type { Chance, Clock } from './clock.ts';
import { createReach } from './endpoint.ts';
import { createEventQueue, type WorkerEvent } from './events.ts';
import { isBusy } from './outbound.ts';
import { createParts } from './parts.ts';
import { emptySession } from './session.ts';
import { viewState } from './snapshot.ts';
import { withDeliveries } from './store-view.ts';
import { connectionTarget } from './target.ts';

/** All that the worker needs of the world. */
export interface WorkerDeps {
  /** Opens the store; `onFault` hears when it has to go on in memory. */
  openStore: (onFault: (words: string) => void, onUnreadable: (reason: string) => void) => Promise<Store>;
  settingsStore: SettingsStore;
  /** Opens a socket, over the transport of the road. */
  openLine: OpenLine;
  fetch: Fetch;
  clock: Clock;
  chance: Chance;
  online: boolean;
  /** An extension API call, which keeps the worker alive for another 30 s. */
  keepAwake: () => void;
  /** Counts this start of the worker: how many there were since the browser's. */
  countStart: () => Promise<number>;
  /** Whether there is a reason to be woken by the alarm. */
  onWanted: (wanted: boolean) => void;
  /** What stands on the extension's icon. */
  setBadge: (text: string) => void;
}

export interface Worker {
  accept(port: Port): void;
  /** The alarm: whatever should be going on and is not, goes on. */
  wake(): void;
  networkChanged(online: boolean): void;
  /** The user let the browser read from a site, or no longer lets it. */
  permissionsChanged(): void;
  /** Lets go of the line and of all timers that belong to it. */
  stop(): void;
}

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
  const reach = createReach({ session, fetch, clock, emit });
  const connection = createConnection(
    {
      openLine: createLines({ openSocket: deps.openLine, api: reach.api, clock }),
      clock,
      chance,
      online: deps.online,
    },
    {
      onState: (state) => emit({ type: 'state', state }),
      onJoined: (roomId) => emit({ type: 'room-joined', roomId }),
      onEvent: (event) => emit({ type: 'event', event }),
      onUndecodable: (reason) => emit({ type: 'undecodable', reason }),
      onUnsettled: (_roomId, messageId, refusal) => emit({ type: 'unsettled', messageId, refusal }),
      onAnsweredElsewhere: (roomId) => emit({ type: 'answered-elsewhere', roomId }),
      isBusy: () => isBusy(session),
      onLost: (connectionId, at, byItself) => emit({ type: 'lost', connectionId, at, byItself }),
      keepAwake: () => emit({ type: 'keep-awake' }),
      log: (direction, name, detail, payload) => emit({ type: 'log', direction, name, detail, payload }),
    },
  );
  const parts = createParts({
    settingsStore,
    session,
    store,
    reach,
    connection,
    fetch,
    clock,
    chance,
    log,
    emit,
    onFault,
  });
  const { unit, inbound, sync, outbound, server, rooms, restorer, perform } = parts;
  const relay = createWorkerEnd({
    snapshot: (tell) => unit.transact(async () => tell(await viewState(session, store))),
    perform,
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

  const routeWireEvent = (event: WireEvent): void => {
    switch (event.type) {
      case 'message-error':
        run(outbound.refused(event.error));
        break;
      case 'channel-deleted':
        run(rooms.roomDeleted(event.roomId));
        break;
      case 'channel-updated':
        if (event.name) run(rooms.rename(event.roomId, event.name));
        break;
      case 'authenticated':
      case 'connection-established':
      case 'joined':
      case 'broadcast':
      case 'acknowledged':
      case 'stream-chunk':
      case 'stream-error':
      case 'complete':
      case 'control':
      case 'presence':
      case 'typing':
      case 'thinking':
      case 'channel-cleared':
      case 'message-deleted':
      case 'unknown':
        break;
      default:
        event satisfies never;
    }
    run(inbound.handle(event));
  };

  const route = (event: WorkerEvent): void => {
    switch (event.type) {
      case 'state':
        run(server.connectionChanged(event.state));
        break;
      case 'room-joined':
        sync.roomJoined(event.roomId);
        break;
      case 'event':
        routeWireEvent(event.event);
        break;
      case 'undecodable':
        log.undecodable(event.reason);
        break;
      case 'unsettled':
        run(outbound.unsettled(event.messageId, event.refusal));
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
        log.add(event.direction, event.name, event.detail, event.payload);
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
