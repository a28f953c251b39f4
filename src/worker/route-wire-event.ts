import type { WireEvent } from '../wire/events.ts';
import type { Inbound } from './inbound.ts';
import type { Outbound } from './outbound.ts';
import type { Rooms } from './rooms.ts';

/** The parts that what is heard on the connection concerns. */
interface Hearers {
  inbound: Inbound;
  outbound: Outbound;
  rooms: Rooms;
}

/** Hands what is heard on the connection to the parts that it concerns. */
export const routeWireEvent = (
  event: WireEvent,
  { inbound, outbound, rooms }: Hearers,
  onFault: (error: unknown) => void,
): void => {
  const run = (work: () => Promise<unknown>): void => {
    inbound.flush();
    void work().catch(onFault);
  };
  switch (event.type) {
    case 'message-error':
      run(() => outbound.refused(event.error));
      break;
    case 'channel-deleted':
      run(() => rooms.roomDeleted(event.roomId));
      break;
    case 'channel-updated':
      if (event.name) {
        const { roomId, name } = event;
        run(() => rooms.rename(roomId, name));
      }
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
  inbound.hear(event);
};
