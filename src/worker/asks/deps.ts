import type { Api } from '../../api/client.ts';
import type { Fetch } from '../../api/request.ts';
import type { Connection } from '../../connection/connection.ts';
import type { DiagnosticsLog } from '../../diagnostics/log.ts';
import type { ProfileId, RoomId } from '../../model/ids.ts';
import type { ServerProfile } from '../../model/server.ts';
import type { NewSecrets, SettingsStore } from '../../settings/settings-store.ts';
import type { Chance, Clock } from '../clock.ts';
import type { History } from '../history.ts';
import type { Incoming } from '../incoming.ts';
import type { Ledger } from '../ledger.ts';
import type { Outbound } from '../outbound.ts';
import type { Rooms } from '../rooms.ts';
import type { Session } from '../session.ts';

/** All that is needed to do what a view asks. */
export interface AsksDeps {
  settingsStore: SettingsStore;
  session: Session;
  ledger: Ledger;
  fetch: Fetch;
  clock: Clock;
  chance: Chance;
  connection: Connection;
  incoming: Incoming;
  outbound: Outbound;
  history: History;
  rooms: Rooms;
  log: DiagnosticsLog;
  api: () => Api | undefined;
  /** Takes a server over, or none, and everything that is stored of it; keeps new secrets of it. */
  enter: (profile: ServerProfile | undefined, secrets?: NewSecrets) => Promise<void>;
  /** Tells what was set up anew, with the name and the ways of the server in use. */
  announceServers: () => Promise<void>;
  /** Deletes all that is kept of a server. */
  forget: (id: ProfileId) => Promise<void>;
  /** Tries at once where it is waiting or was refused. */
  tryNow: () => void;
  /** Points the connection at what is wanted now. */
  aim: () => void;
  /** Opens the room's conversation, or none. */
  open: (roomId: RoomId | undefined) => Promise<void>;
}
