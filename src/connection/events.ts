import type { ConnectionState } from '../model/connection.ts';
import type { MessageId, RoomId } from '../model/ids.ts';
import type { LogEvent, TransportEvent } from '../transport/transport.ts';
import type { WireEvent } from '../wire/events.ts';

/** What the transport reports of one message, for the outbox: see transport/transport.ts. */
type MessageEvent = Extract<TransportEvent, { messageId: MessageId }>;

/** What happens on a connection. */
export type ConnectionEvent =
  | { type: 'state'; state: ConnectionState }
  /** The room can be used on this connection: what is said in it is received from now on. */
  | { type: 'room-joined'; roomId: RoomId }
  | { type: 'event'; event: WireEvent }
  | { type: 'undecodable'; reason: string }
  | MessageEvent
  | { type: 'answered-elsewhere'; roomId: RoomId }
  /** The connection ended at `at`, in milliseconds since the epoch; `byItself`: it was not ended from here. */
  | { type: 'lost'; connectionId: string; at: number; byItself: boolean }
  /** Every 20 s while the connection alone does not keep a worker alive (polling, or pings rarer than 30 s). */
  | { type: 'keep-awake' }
  | LogEvent;
