import type { ConnectionState } from '../model/connection.ts';
import type { RoomId } from '../model/ids.ts';
import type { LogEvent, TransportEvent } from '../transport/transport.ts';
import { isJoining } from './joins.ts';
import { type Input, isOpen, type Machine } from './machine.ts';

/** What a transport reports and the connection passes on: all but its beginning and its end. */
type PassedOn = Exclude<TransportEvent, { type: 'opened' | 'closed' | 'refused' }>;

/** What happens on a connection. */
export type ConnectionEvent =
  | { type: 'state'; state: ConnectionState }
  /** The room can be used on this connection: what is said in it is received from now on. */
  | { type: 'room-joined'; roomId: RoomId }
  /** The connection ended at `at`, in milliseconds since the epoch; `byItself`: it was not ended from here. */
  | { type: 'lost'; connectionId: string; at: number; byItself: boolean }
  /** Every 20 s while the connection alone does not keep a worker alive (polling, or pings rarer than 30 s). */
  | { type: 'keep-awake' }
  | LogEvent
  | PassedOn;

/** What the transport `connectionId` reports to the machine. */
type TransportInput = Extract<Input, { connectionId: string }>;

/** The input of the machine that a transport's event is, or the event where it is passed on. */
export const interpret = (
  event: TransportEvent,
  connectionId: string,
  machine: Machine,
): TransportInput | PassedOn => {
  switch (event.type) {
    case 'opened':
      return { type: 'transport-opened', connectionId, details: event.details };
    case 'closed':
      return { type: 'transport-closed', connectionId, error: event.error, isUnfit: event.isUnfit };
    case 'refused':
      return { type: 'transport-refused', connectionId, error: event.error };
    case 'event': {
      const { event: said } = event;
      if (said.type === 'joined') return { type: 'room-joined', connectionId, roomId: said.roomId };
      // While a join is pending, a refusal is taken for its answer: it names neither room nor message.
      const isOfJoin = said.type === 'message-error' && isOpen(machine) && isJoining(machine.joins);
      return isOfJoin ? { type: 'join-refused', connectionId, error: said.error } : event;
    }
    default:
      return event;
  }
};
