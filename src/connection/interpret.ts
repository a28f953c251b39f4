import type { TransportEvent } from '../transport/transport.ts';
import type { PassedOn } from './events.ts';
import { isJoining } from './joins.ts';
import { type Input, isOpen, type Machine } from './machine.ts';

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
