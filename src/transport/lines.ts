import type { Api } from '../api/client.ts';
import type { Clock } from '../model/clock.ts';
import type { RoomId } from '../model/ids.ts';
import { createPoster } from './posting.ts';
import { restLine } from './rest.ts';
import type { LineHandlers, OpenLine } from './transport.ts';

export interface LinesDeps {
  openSocket: OpenLine;
  /** The server's HTTP interface; there is one as long as there is something to connect to. */
  api: () => Api | undefined;
  clock: Clock;
}

/** Opens a line on whichever road it is told. */
export const createLines =
  ({ openSocket, api, clock }: LinesDeps): OpenLine =>
  (options, handlers) => {
    const { road } = options;
    const server = api();
    if (road.by === 'socket' && !road.posts) return openSocket(options, handlers);
    if (!server) throw new Error('there is no server to connect to');
    return road.by === 'rest'
      ? restLine(server, road.mode, clock)(options, handlers)
      : postingLine(openSocket, server, clock)(options, handlers);
  };

/** A socket that is listened to, while messages are posted by REST mode `websocket`. */
const postingLine =
  (openSocket: OpenLine, api: Api, clock: Clock): OpenLine =>
  (options, handlers) => {
    const { entityId, hasHistory } = options;
    const held = new Map<RoomId, (() => void)[]>();

    const release = (roomId: RoomId): void => {
      for (const tell of held.get(roomId) ?? []) tell();
      held.delete(roomId);
    };
    /**
     * The broadcast of a posted message arrives before the answer to the post, and without the id that it was
     * sent under: it waits until the answer has told the server's id.
     */
    const onEvent: LineHandlers['onEvent'] = (name, args) => {
      const roomId = name === 'messageBroadcast' ? ownRoomOf(args[0], entityId) : undefined;
      if (roomId === undefined || !poster.isPosting(roomId)) return handlers.onEvent(name, args);
      held.set(roomId, [...(held.get(roomId) ?? []), () => handlers.onEvent(name, args)]);
    };
    const poster = createPoster({ api, mode: 'websocket', hasHistory, clock, onPosted: release }, handlers);
    const socket = openSocket(options, { ...handlers, onEvent });
    return {
      ...socket,
      // What the server takes of a request, its handshake does not say.
      oversize: () => undefined,
      send: poster.send,
      close: () => {
        poster.close();
        socket.close();
      },
    };
  };

/** The room of a broadcast of the user's own that does not say under which id it was sent. */
const ownRoomOf = (payload: unknown, entityId: string): RoomId | undefined => {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const { senderId, roomId, clientMessageId }: Record<string, unknown> = { ...payload };
  const isOurs = senderId === entityId && typeof roomId === 'string' && clientMessageId === undefined;
  return isOurs ? (roomId as RoomId) : undefined;
};
