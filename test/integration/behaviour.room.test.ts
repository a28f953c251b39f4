import { afterAll, beforeAll, describe } from 'vitest';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import { setUpRoom } from '../harness/worker.ts';
import { behaves, WAYS } from './behaviour.ts';

describe.each([{ stream: false }, { stream: true }])(
  "against the document's server, $stream",
  ({ stream }) => {
    let server: RoomServer;
    let rooms = 0;

    beforeAll(async () => {
      server = await startRoomServer({ stream });
    });
    afterAll(() => server.stop());

    describe.each(WAYS)('over $name', ({ way }) => {
      behaves(() => ({
        url: () => server.url,
        way,
        setUp: (view) => {
          rooms += 1;
          return setUpRoom(view, server.url, `room-${rooms}`);
        },
        hasHistory: false,
        streams: way.mode === 'stream' || (stream && way.mode === 'socket'),
        keepsReplies: false,
      }));
    });
  },
);
