import type { Fetch } from '../api/request.ts';
import type { Connection } from '../connection/connection.ts';
import type { DiagnosticsLog } from '../diagnostics/log.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Store } from '../store/store.ts';
import type { Chance, Clock } from './clock.ts';
import { createCommands } from './commands/commands.ts';
import type { Emit } from './events.ts';
import { createHistory } from './history.ts';
import { createInbound } from './inbound.ts';
import { createKnownMessages } from './known-messages.ts';
import { createOutbound } from './outbound.ts';
import { createRestorer } from './restore.ts';
import { createRoomMaker } from './room-maker.ts';
import { createRooms } from './rooms.ts';
import { createServer } from './server.ts';
import type { ServerApi } from './server-api.ts';
import type { ReadonlySession } from './session.ts';
import { createSync } from './sync.ts';
import { createUnitOfWork } from './unit-of-work.ts';
import { createVerifier } from './verify.ts';

export interface PartsDeps {
  session: ReadonlySession;
  store: Store;
  settingsStore: SettingsStore;
  serverApi: ServerApi;
  connection: Connection;
  fetch: Fetch;
  clock: Clock;
  chance: Chance;
  log: DiagnosticsLog;
  emit: Emit;
  onFault: (error: unknown) => void;
}

/** Builds what works on the session, each part from those before it. */
export const createParts = (deps: PartsDeps) => {
  const { session, store, serverApi } = deps;
  const known = createKnownMessages(session, store);
  const unit = createUnitOfWork(deps);
  const shared = { ...deps, known, unit, api: serverApi.api };
  const inbound = createInbound(shared);
  const history = createHistory(shared);
  const sync = createSync({ ...shared, history });
  const verify = createVerifier({ ...shared, history });
  const outbound = createOutbound({ ...shared, inbound, verify });
  const server = createServer(shared);
  const rooms = createRooms(shared);
  const { makeRooms } = createRoomMaker({ ...shared, rooms });
  const restorer = createRestorer(shared);
  const runCommand = createCommands({ ...shared, inbound, outbound, history, rooms, server });
  return { known, unit, inbound, history, sync, outbound, server, rooms, makeRooms, restorer, runCommand };
};
