import { afterAll, beforeAll, describe } from 'vitest';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import { setUpRoom } from '../harness/worker.ts';
import { behaves } from './behaviour.ts';

describe.each([{ stream: false }, { stream: true }])(
  "against the document's server, $stream",
  ({ stream }) => {
    let server: RoomServer;
    let rooms = 0;

    beforeAll(async () => {
      server = await startRoomServer({ stream });
    });
    afterAll(() => server.stop());

    behaves(() => ({
      url: () => server.url,
      setUp: (view) => {
        rooms += 1;
        return setUpRoom(view, server.url, `room-${rooms}`);
      },
      hasHistory: false,
      streams: stream,
    }));
  },
);
