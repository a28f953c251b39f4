import type { MessageId, RoomId, ServerMessageId } from '../model/ids.ts';
import type { WireEvent } from '../wire/events.ts';

/** The ids under which one message may be stored. */
export interface MessageIds {
  serverId?: ServerMessageId;
  clientId?: MessageId;
}

type EventOf<T extends WireEvent['type']> = Extract<WireEvent, { type: T }>;

/** The events that are about no message. */
type WithoutMessage = EventOf<
  | 'authenticated'
  | 'connection-established'
  | 'joined'
  | 'complete'
  | 'control'
  | 'message-error'
  | 'presence'
  | 'typing'
  | 'thinking'
  | 'channel-updated'
  | 'channel-cleared'
  | 'channel-deleted'
  | 'unknown'
>;

/** The ids of the message that an event is about; none where it is about no message. */
export const messageIdsOf = (event: WireEvent): MessageIds => {
  switch (event.type) {
    case 'broadcast': {
      const { serverId, clientId } = event.message;
      return { ...(serverId && { serverId }), ...(clientId && { clientId }) };
    }
    case 'acknowledged':
      return { clientId: event.clientId, ...(event.serverId && { serverId: event.serverId }) };
    case 'stream-chunk':
    case 'stream-error':
    case 'message-deleted':
      return { serverId: event.serverId };
    default:
      event satisfies WithoutMessage;
      return {};
  }
};

/** The events that are about no room. */
type WithoutRoom = EventOf<'authenticated' | 'connection-established' | 'message-error' | 'unknown'>;

/** The room that an event names; undefined where it names none and so means the room that is open. */
export const roomOf = (event: WireEvent): RoomId | undefined => {
  if (event.type === 'broadcast') return event.message.roomId;
  if ('roomId' in event) return event.roomId;
  event satisfies WithoutRoom;
  return undefined;
};
