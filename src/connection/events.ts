import type { ConnectionState } from '../model/connection.ts';
import type { MessageId, RoomId } from '../model/ids.ts';
import type { TransportEvent } from '../transport/transport.ts';
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

/** An entry for the diagnostics; `payload`: as it was sent or received. */
export interface LogEvent {
  type: 'log';
  direction: 'in' | 'out' | 'note';
  name: string;
  detail: string;
  payload?: unknown;
}

/** What the diagnostics keep of a transport's event; undefined: nothing. */
export const logEventOf = (event: TransportEvent): LogEvent | undefined => {
  switch (event.type) {
    case 'event': {
      const { name, payload } = event;
      return { type: 'log', direction: 'in', name, detail: event.event.type, payload };
    }
    case 'undecodable':
      return event.raw && { type: 'log', direction: 'in', detail: 'not understood', ...event.raw };
    case 'sent': {
      const { name, detail, payload } = event;
      return { type: 'log', direction: 'out', name, detail, payload };
    }
    case 'accepted':
    case 'rejected': {
      const name = 'acknowledgement';
      return { type: 'log', direction: 'in', name, detail: 'acknowledged', payload: event.answer };
    }
    case 'opened':
    case 'unsent':
    case 'uncertain':
    case 'answered-elsewhere':
    case 'closed':
    case 'refused':
      return undefined;
    default:
      return event satisfies never;
  }
};
