import type { Api } from '../api/client.ts';
import type { Clock } from '../model/clock.ts';
import type { RoomId } from '../model/ids.ts';
import { createPoster } from './poster.ts';
import { createReporter, type OpenTransport, type TransportEvent } from './transport.ts';

/** A socket over which events are received, while messages are posted by REST mode `websocket`. */
export const postingTransport =
  (openSocket: OpenTransport, api: Api, clock: Clock): OpenTransport =>
  (options, onEvent) => {
    const held = new Map<RoomId, TransportEvent[]>();

    const release = (roomId: RoomId): void => {
      for (const event of held.get(roomId) ?? []) report(event);
      held.delete(roomId);
    };
    /**
     * The broadcast of a posted message arrives before the answer to the post, and without the id that it was sent
     * under (ElizaOS 1.6.5 to 1.7.2): it is held until the answer has told the server's id.
     */
    const hear = (event: TransportEvent): void => {
      const roomId = ownRoomOf(event, options.entityId);
      if (roomId === undefined || !poster.isPosting(roomId)) report(event);
      else held.set(roomId, [...(held.get(roomId) ?? []), event]);
    };
    const { report, end } = createReporter(onEvent, () => {
      poster.close();
      socket.close();
    });
    const { codec } = options;
    const poster = createPoster({ api, codec, mode: 'websocket', clock, onPosted: release }, report);
    const socket = openSocket(options, hear);
    return {
      ...socket,
      // A server names no limit for its requests: the handshake is of the socket alone.
      oversize: () => undefined,
      send: poster.send,
      close: end,
    };
  };

/** The room of a broadcast of the user's own that does not name the id it was sent under. */
const ownRoomOf = (event: TransportEvent, entityId: string): RoomId | undefined => {
  if (event.type !== 'event' || event.event.type !== 'broadcast') return undefined;
  const { senderId, roomId, clientId } = event.event.message;
  return senderId === entityId && clientId === undefined ? roomId : undefined;
};
