import type { OpenTransport } from '../../../src/transport/transport.ts';
import { codecOf } from '../../../src/wire/codecs.ts';
import { type FarEnd, memoryTransports } from '../../harness/memory-transport.ts';
import { ROOM } from '../../harness/nouns.ts';
import { NO_KEY, REFUSAL, REPLY, type World } from './behaviour.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The in-memory twin, with a server that hears of each emission a turn later. */
export const memoryWorld = async (): Promise<World> => {
  const { openTransport: openTwin, farEnds } = memoryTransports({ isLoud: false });
  const far = (): FarEnd | undefined => farEnds.at(-1);
  let isAway = false;
  let refusal: string | undefined;

  const hear = (end: FarEnd): void => {
    for (const { payload } of end.emitted.splice(0)) {
      const { messageId, roomId } = payload.payload;
      if (end.isClosed) return;
      if (payload.type === 1) end.say('channel_joined', { roomId });
      if (payload.type === 2) answer(end, String(messageId));
    }
  };
  const answer = (end: FarEnd, messageId: string): void => {
    world.received.push(messageId);
    const said = { id: `s-${messageId}`, roomId: ROOM.id, text: '', senderId: ROOM.entityId };
    switch (world.conduct) {
      case 'refuse':
        end.say('messageError', { error: REFUSAL });
        break;
      case 'garble':
        end.say('messageBroadcast', { text: 'of no room' });
        break;
      case 'lose':
        end.cut();
        break;
      case 'answer':
        end.say('messageBroadcast', { ...said, clientMessageId: messageId });
        end.say('messageBroadcast', { ...said, id: `r-${messageId}`, text: REPLY, senderId: ROOM.agentId });
        break;
      default:
        world.conduct satisfies never;
    }
  };
  const openTransport: OpenTransport = (options, onEvent) => {
    const transport = openTwin(options, onEvent);
    const end = far();
    if (!end) throw new Error('no transport was opened');
    setImmediate(() => {
      if (end.isClosed) return;
      if (refusal !== undefined) end.refuse(refusal);
      else if (isAway) end.cut();
      else end.open();
    });
    const later = (): void => void setImmediate(() => hear(end));
    return {
      ...transport,
      join: (room) => {
        transport.join(room);
        later();
      },
      send: (room, draft) => {
        transport.send(room, draft);
        later();
      },
    };
  };
  const world: World = {
    openTransport,
    options: {
      address: 'http://localhost:3000',
      entityId: ROOM.entityId,
      key: undefined,
      route: { type: 'socket', transport: 'websocket', posts: false },
      codec: codecOf('modern'),
    },
    conduct: 'answer',
    received: [],
    refuseHandshakes: () => {
      refusal = NO_KEY;
    },
    goAway: async () => {
      isAway = true;
      far()?.cut();
    },
    settle: async () => {
      for (let turns = 0; turns < 5; turns += 1) await turn();
    },
    close: async () => {},
  };
  return world;
};
