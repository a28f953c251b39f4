import type { ConnectionState } from '../model/connection.ts';
import type { RoomId } from '../model/ids.ts';
import type { LogEvent, TransportEvent } from '../transport/transport.ts';

/** What a transport reports and the connection passes on: all but its beginning and its end. */
export type PassedOn = Exclude<TransportEvent, { type: 'opened' | 'closed' | 'refused' }>;

/** What the machine announces. */
export type Announcement =
  | { type: 'state'; state: ConnectionState }
  /** The room can be used on this connection: what is said in it is received from now on. */
  | { type: 'room-joined'; roomId: RoomId }
  /** Every 20 s while the connection alone does not keep a worker alive (polling, or pings rarer than 30 s). */
  | { type: 'keep-awake' }
  | LogEvent<'note'>;

/** What happens on a connection. */
export type ConnectionEvent =
  | Announcement
  /** The connection ended at `at`, in milliseconds since the epoch; `byItself`: it was not ended from here. */
  | { type: 'lost'; connectionId: string; at: number; byItself: boolean }
  | PassedOn;
