import { type Api, createApi } from '../api/client.ts';
import { loggedFetch } from '../api/logged-fetch.ts';
import { probe } from '../api/probe.ts';
import type { Endpoint, Fetch } from '../api/request.ts';
import { createConnection } from '../connection/connection.ts';
import { createDiagnosticsLog } from '../diagnostics/log.ts';
import type { ConnectionState } from '../model/connection.ts';
import type { RoomId } from '../model/ids.ts';
import type { Room } from '../model/room.ts';
import type { ServerProfile } from '../model/server.ts';
import type { Port } from '../relay/port.ts';
import { createWorkerEnd } from '../relay/worker-end.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Store } from '../store/store.ts';
import { roadsFor } from '../transport/choose.ts';
import { createLines } from '../transport/lines.ts';
import type { OpenLine } from '../transport/transport.ts';
import { dialect } from '../wire/dialect.ts';
import { createAccess } from './access.ts';
import { createAsks } from './asks/asks.ts';
import type { AsksDeps } from './asks/deps.ts';
import { badgeText } from './badge.ts';
import type { Chance, Clock } from './clock.ts';
import { createHistory } from './history.ts';
import { createIncoming } from './incoming.ts';
import { createLedger } from './ledger.ts';
import { createLoader } from './load.ts';
import { createOutgoing } from './outgoing.ts';
import { createRestorer } from './restore.ts';
import { createRooms } from './rooms.ts';
import { listServers } from './servers.ts';
import { emptySession, lifeOf, summaries, waitingIn } from './session.ts';
import { createSettler } from './settle.ts';
import { shownState } from './shown-state.ts';
import { openRoom, viewState } from './snapshot.ts';

/** Rooms that are joined at once, the latest first: what is said in them is heard. */
const MOST_JOINED = 50;
/**
 * The rooms that nobody looks at are caught up one after the other, so far apart (ms): ElizaOS answers 1000
 * requests a quarter of an hour, and its agents need most of them.
 */
const CATCH_UP_APART_MS = 3_000;

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

/** Joins the rooms of the house: the walks in and out, by one connection and one store. */
export const startWorker = async (deps: WorkerDeps): Promise<Worker> => {
  const { settingsStore, clock, chance } = deps;
  const session = emptySession(await settingsStore.settings());
  const log = createDiagnosticsLog(clock.now, () => [session.key, session.token]);
  const fetch = loggedFetch(deps.fetch, clock.now, (name, status, ms) => log.add('in', name, status, { ms }));
  const onFault = (error: unknown): void => {
    log.add('note', 'fault', error instanceof Error ? error.message : String(error));
  };
  void deps.countStart().then((starts) => log.add('note', 'start', `${starts}`), onFault);
  let api: Api | undefined;
  /** Where requests go, and what ends them when the server is left. */
  let endpoint: Endpoint | undefined;
  let leaving = new AbortController();

  const relay = createWorkerEnd({
    snapshot: (tell) => ledger.alone(async () => tell(await viewState(session, store))),
    runAsk: (ask) => asks(ask),
    onViews: (change) => {
      aim();
      if (change === 'opened' && connection.state().state !== 'refused') connection.tryNow();
    },
    onUndecodable: log.undecodable,
  });

  const store = await deps.openStore((fault) => {
    session.storageFault = fault;
    log.add('note', 'storage', fault);
    relay.announce([{ type: 'storage', fault }]);
  }, log.undecodable);

  const ledger = createLedger({
    store,
    session,
    clock,
    announce: (changes) => {
      relay.announce(changes);
      showBadge();
    },
    onFault,
  });

  let badge = '';
  const showBadge = (): void => {
    const next = badgeText(session, relay.viewCount() > 0);
    if (next !== badge) deps.setBadge(next);
    badge = next;
  };

  /** How many rooms wait for their turn to be caught up. */
  let behind = 0;
  const isForemost = (roomId: RoomId): boolean =>
    roomId === session.profile?.roomId || waitingIn(session, roomId).length > 0;

  const openLine = createLines({ openSocket: deps.openLine, api: () => api, clock });

  const connection = createConnection(
    { openLine, clock, chance, online: deps.online },
    {
      onState: (state) => void announceState(state).catch(onFault),
      onJoined: (roomId) => {
        if (isForemost(roomId)) settleIn(roomId);
        else clock.after(CATCH_UP_APART_MS * behind++, () => settleIn(roomId));
      },
      onEvent: (event) => {
        if (event.type === 'message-error') void outgoing.refused(event.error).catch(onFault);
        if (event.type === 'channel-deleted') void rooms.deleted(event.roomId).catch(onFault);
        if (event.type === 'channel-updated' && event.name) {
          void rooms.rename(event.roomId, event.name).catch(onFault);
        }
        void incoming.handle(event).then(outgoing.pump, onFault);
      },
      onUndecodable: log.undecodable,
      onUnsettled: (_roomId, messageId, refusal) => {
        void outgoing.unsettled(messageId, refusal).catch(onFault);
      },
      onAnsweredElsewhere: (roomId) => settleIn(roomId),
      isBusy: () =>
        outgoing.isSending() || [...session.lives.values()].some(({ streams }) => streams.size > 0),
      onLost: (epoch, at, byItself) => {
        behind = 0;
        void incoming.lineLost().catch(onFault);
        outgoing.lineLost(epoch, at, byItself);
      },
      keepAwake: deps.keepAwake,
      log: log.add,
    },
  );

  const incoming = createIncoming({
    store,
    session,
    ledger,
    clock,
    chance,
    onForeignRoom: log.foreignRoom,
    onStray: (roomId) => settleSoon(roomId),
  });

  const history = createHistory({
    store,
    session,
    ledger,
    incoming,
    clock,
    chance,
    api: () => api,
    onUndecodable: log.undecodable,
  });

  const hasHistory = (): boolean =>
    session.profile !== undefined && dialect(session.profile.dialect).hasHistory;

  const outgoing = createOutgoing({
    session,
    ledger,
    clock,
    connection,
    incoming,
    api: () => api,
    hasHistory,
    onRows: history.takeRows,
    onFault,
  });

  const access = createAccess({
    session,
    ledger,
    clock,
    endpoint: () => endpoint,
    onKeyWanted: () => aim(),
    onObstacle: () => void showConnection(connection.state()).catch(onFault),
    isRefused: () => connection.state().state === 'refused',
    onRefusedByOther: () => connection.tryAgain(),
    onOtherDialect: () => void takeOver().catch(onFault),
    onOpened: () => {
      connection.setTarget(undefined);
      aim();
      fillPage();
    },
    onFault,
  });

  const showConnection = (state: ConnectionState): Promise<void> =>
    ledger.alone(async () => {
      session.connection = shownState(state, session);
      await ledger.commit([], [{ type: 'connection', connection: session.connection }]);
    });

  const announceState = async (state: ConnectionState): Promise<void> => {
    // A line that stands leads to the server.
    if (state.state === 'connected') session.obstacle = undefined;
    await showConnection(state);
    // On a socket, an upgraded server confirms joins as before: only its version tells.
    const isCheckable = state.state === 'connected' && hasHistory();
    if (isCheckable || state.state === 'waiting' || state.state === 'refused') access.check();
  };

  /** The server speaks otherwise than it was set up: it is entered as what it is now. */
  const takeOver = async (): Promise<void> => {
    const asked = endpoint;
    if (!asked) return;
    const result = await probe(asked.address, asked, { fetch, now: clock.now });
    const now = session.profile;
    // Another server may have been entered meanwhile, or this one.
    if (!result.ok || !now || endpoint !== asked) return;
    const { found } = result;
    if (found.dialect === now.dialect || found.dialect === 'document') return;
    endpoint = undefined;
    log.add('note', 'other version', found.version ?? '');
    await enter({ ...now, ...found, version: found.version });
  };

  const announceLimit = (until: number | undefined): Promise<void> =>
    ledger.alone(async () => {
      session.limitedUntil = until;
      await ledger.commit([], [{ type: 'limited', ...(until !== undefined && { until }) }]);
    });

  const onLimited = (until: number): void => {
    void announceLimit(until).catch(onFault);
    clock.after(until - clock.now(), () => {
      if (session.limitedUntil === until) void announceLimit(undefined).catch(onFault);
    });
  };

  /** The open conversation, as a view that opens now would get it. */
  const showOpen = (): Promise<void> =>
    ledger.alone(async () => {
      await ledger.commit([], [{ type: 'open', open: await openRoom(session, store) }]);
    });

  const { settleIn, settleSoon } = createSettler({
    session,
    ledger,
    clock,
    connection,
    history,
    outgoing,
    hasHistory,
    showOpen,
    onError: (error) => log.add('note', 'history', JSON.stringify(error)),
    onFault,
  });

  const restorer = createRestorer({
    session,
    ledger,
    incoming,
    clock,
    api: () => api,
    onRestored: async (roomId) => {
      if (roomId === session.profile?.roomId) await showOpen();
      aim();
    },
    onAsked: () => {
      if (session.agents.status === 'failed') fillPage();
    },
    onWaiting: () => deps.onWanted(true),
    onFault,
  });

  /** Where no conversation is open the agents are shown, be it until the one that is named has been read. */
  const fillPage = (): void => {
    const { profile, rooms } = session;
    if (profile && !(profile.roomId && rooms.has(profile.roomId))) void asks({ type: 'refresh-agents' });
  };

  /** Points the connection at what is wanted now. */
  const aim = (): void => {
    restorer.restore();
    const { profile, settings, key, token } = session;
    const isOpen = ({ id }: Room): boolean => id === profile?.roomId;
    const joined = summaries(session)
      .filter(({ room, waiting }) => isOpen(room) || waiting > 0 || room.entityId === profile?.entityId)
      .sort((a, b) => Number(isOpen(b.room)) - Number(isOpen(a.room)) || b.waiting - a.waiting)
      .slice(0, MOST_JOINED)
      .map(({ room }) => room);
    const wanted =
      profile !== undefined &&
      joined.length > 0 &&
      !session.wantsKey &&
      (settings.stayConnected || relay.viewCount() > 0 || session.outbox.size > 0);
    deps.onWanted(wanted || restorer.isWaiting());
    connection.setTarget(
      wanted
        ? {
            address: profile.address,
            entityId: profile.entityId,
            key,
            token,
            confirmsJoin: dialect(profile.dialect).confirmsJoin,
            hasHistory: hasHistory(),
            roads: roadsFor(profile.mode, profile.transports),
            rooms: joined,
          }
        : undefined,
    );
  };

  const load = createLoader({ session, store, settingsStore, incoming, clock });

  const loadServers = async (): Promise<void> => {
    session.servers = await listServers(settingsStore, store, session.profile?.id);
  };

  /** Takes over what is stored of a server. */
  const take = async (profile: ServerProfile | undefined): Promise<void> => {
    await load(profile);
    await loadServers();
  };

  /** Points all requests at the server. */
  const reach = (): void => {
    const { profile, key, token } = session;
    leaving = new AbortController();
    endpoint = profile && {
      fetch,
      address: profile.address,
      key,
      token,
      now: clock.now,
      signal: leaving.signal,
      onLimited,
      onOutcome: access.heard,
    };
    api = profile && endpoint && createApi(endpoint, dialect(profile.dialect));
  };

  const open = async (roomId: RoomId | undefined, gone?: string): Promise<void> => {
    await ledger.alone(async () => {
      const { profile } = session;
      if (!profile) return;
      const { roomId: _, ...rest } = profile;
      const next: ServerProfile = roomId === undefined ? rest : { ...rest, roomId };
      await settingsStore.activate(next);
      session.profile = next;
      session.gone = gone;
      await ledger.commit(
        [],
        [
          { type: 'profile', profile: next },
          { type: 'rooms', rooms: summaries(session) },
          { type: 'open', open: await openRoom(session, store), ...(gone !== undefined && { gone }) },
        ],
      );
    });
    aim();
    fillPage();
    if (roomId && !lifeOf(session, roomId).mayFlush) settleIn(roomId);
  };

  const rooms = createRooms({
    store,
    session,
    ledger,
    outgoing,
    close: (gone) => open(undefined, gone),
  });

  const enter: AsksDeps['enter'] = async (profile, secrets) => {
    // What the server that is left still answers must not be taken for the next one's.
    leaving.abort();
    connection.setTarget(undefined);
    await ledger
      .alone(async () => {
        if (profile) await settingsStore.activate(profile, secrets);
        else await settingsStore.deactivate();
        await take(profile);
        log.begin(profile?.address ?? '');
        session.gone = undefined;
        await ledger.commit(
          [],
          [
            { type: 'profile', profile: profile ?? null },
            { type: 'servers', servers: session.servers },
            { type: 'agents', agents: session.agents },
            { type: 'rooms', rooms: summaries(session) },
            { type: 'open', open: await openRoom(session, store) },
            { type: 'blocked' },
          ],
        );
      })
      .finally(reach);
    aim();
    fillPage();
  };

  const asks = createAsks({
    settingsStore,
    session,
    ledger,
    fetch,
    clock,
    chance,
    connection,
    incoming,
    outgoing,
    history,
    rooms,
    log,
    api: () => api,
    aim,
    forget: (id) => ledger.alone(() => store.forget(id)),
    tryNow: () => {
      session.wantsKey = false;
      aim();
      connection.tryNow();
    },
    announceServers: () =>
      ledger.alone(async () => {
        await loadServers();
        session.profile = session.servers.find(({ id }) => id === session.profile?.id);
        await ledger.commit(
          [],
          [
            { type: 'servers', servers: session.servers },
            { type: 'profile', profile: session.profile ?? null },
          ],
        );
      }),
    enter,
    open,
  });

  await ledger.alone(async () => take(await settingsStore.active()));
  reach();
  showBadge();
  fillPage();
  aim();

  return {
    accept: relay.accept,
    wake: () => {
      log.add('note', 'wake', 'alarm');
      aim();
      outgoing.pump();
    },
    networkChanged: (online) => {
      connection.networkChanged(online);
      if (online) restorer.restore();
    },
    permissionsChanged: access.check,
    stop: () => connection.setTarget(undefined),
  };
};
