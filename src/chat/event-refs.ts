import type { MessageId, RoomId, ServerMessageId } from '../model/ids.ts';
import type { WireEvent } from '../wire/events.ts';

/** The ids under which one message may be stored. */
export interface MessageIds {
  serverId?: ServerMessageId;
  clientId?: MessageId;
}

/** The ids of the message that an event is about; none where it is about no message. */
export const messageIdsOf = (event: WireEvent): MessageIds => {
  switch (event.type) {
    case 'broadcast':
      return {
        ...(event.message.serverId && { serverId: event.message.serverId }),
        ...(event.message.clientId && { clientId: event.message.clientId }),
      };
    case 'acknowledged':
      return { clientId: event.clientId, ...(event.serverId && { serverId: event.serverId }) };
    case 'stream-chunk':
    case 'stream-error':
    case 'message-deleted':
      return { serverId: event.serverId };
    case 'authenticated':
    case 'connection-established':
    case 'joined':
    case 'complete':
    case 'control':
    case 'message-error':
    case 'presence':
    case 'typing':
    case 'thinking':
    case 'channel-updated':
    case 'channel-cleared':
    case 'channel-deleted':
    case 'unknown':
      return {};
    default:
      return event satisfies never;
  }
};

/** The room that an event names; undefined where it names none and so means the room that is open. */
export const roomOf = (event: WireEvent): RoomId | undefined => {
  switch (event.type) {
    case 'broadcast':
      return event.message.roomId;
    case 'acknowledged':
    case 'stream-chunk':
    case 'stream-error':
    case 'message-deleted':
    case 'joined':
    case 'complete':
    case 'control':
    case 'presence':
    case 'typing':
    case 'thinking':
    case 'channel-updated':
    case 'channel-cleared':
    case 'channel-deleted':
      return event.roomId;
    case 'authenticated':
    case 'connection-established':
    case 'message-error':
    case 'unknown':
      return undefined;
    default:
      return event satisfies never;
  }
};
