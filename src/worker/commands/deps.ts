import type { Api } from '../../api/client.ts';
import type { Fetch } from '../../api/request.ts';
import type { Connection } from '../../connection/connection.ts';
import type { DiagnosticsLog } from '../../diagnostics/log.ts';
import type { SettingsStore } from '../../settings/settings-store.ts';
import type { Chance, Clock } from '../clock.ts';
import type { Emit } from '../events.ts';
import type { History } from '../history.ts';
import type { Inbound } from '../inbound.ts';
import type { KnownMessages } from '../known-messages.ts';
import type { Outbound } from '../outbound.ts';
import type { Rooms } from '../rooms.ts';
import type { Server } from '../server.ts';
import type { ReadonlySession } from '../session.ts';
import type { ReadonlyStore } from '../store-view.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

/** The parts that commands are run with. */
export interface CommandDeps {
  settingsStore: SettingsStore;
  session: ReadonlySession;
  store: ReadonlyStore;
  unit: UnitOfWork;
  fetch: Fetch;
  clock: Clock;
  chance: Chance;
  connection: Connection;
  known: KnownMessages;
  inbound: Inbound;
  outbound: Outbound;
  history: History;
  rooms: Rooms;
  server: Server;
  log: DiagnosticsLog;
  api: () => Api | undefined;
  emit: Emit;
}
