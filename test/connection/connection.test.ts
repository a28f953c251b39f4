import { beforeEach, describe, expect, it } from 'vitest';
import { type Connection, createConnection } from '../../src/connection/connection.ts';
import type { ConnectionEvent } from '../../src/connection/events.ts';
import type { ConnectionTarget } from '../../src/connection/target.ts';
import type { ConnectionState } from '../../src/model/connection.ts';
import type { Room } from '../../src/model/room.ts';
import { LAST_TIME } from '../../src/model/time.ts';
import { routesFor } from '../../src/transport/routes.ts';
import { codecOf } from '../../src/wire/codecs.ts';
import type { WireEvent } from '../../src/wire/events.ts';
import { fixedChance, type HandClock, handClock } from '../harness/clock.ts';
import { type FarEnd, memoryTransports } from '../harness/memory-transport.ts';
import { messageId, ROOM, roomId } from '../harness/nouns.ts';

const OTHER: Room = { ...ROOM, id: roomId('r2') };

const targetOf = (over: Partial<ConnectionTarget> = {}): ConnectionTarget => ({
  address: 'http://localhost:3000',
  entityId: 'me',
  key: undefined,
  dialect: 'modern',
  routes: routesFor('automatic', 'websocket').slice(0, 1),
  rooms: [ROOM],
  foremost: (over.rooms?.[0] ?? ROOM).id,
  ...over,
});

let clock: HandClock;
let chance: ReturnType<typeof fixedChance>;
let twin: ReturnType<typeof memoryTransports>;
let connection: Connection;
let states: ConnectionState[];
let joined: string[];
let lost: string[];
let events: WireEvent[];
let undecodable: string[];
let awake: number;
let others: ConnectionEvent[];
let busy: boolean;

const keep = (event: ConnectionEvent): void => {
  switch (event.type) {
    case 'state':
      states.push(event.state);
      break;
    case 'room-joined':
      joined.push(event.roomId);
      break;
    case 'event':
      events.push(event.event);
      break;
    case 'undecodable':
      undecodable.push(event.reason);
      break;
    case 'lost':
      lost.push(event.connectionId);
      break;
    case 'keep-awake':
      awake += 1;
      break;
    case 'log':
      break;
    case 'accepted':
    case 'rejected':
    case 'unsent':
    case 'uncertain':
    case 'answered-elsewhere':
      others.push(event);
      break;
    default:
      event satisfies never;
  }
};

const start = (online = true): void => {
  clock = handClock();
  chance = fixedChance();
  twin = memoryTransports();
  [states, joined, lost, events, undecodable, awake] = [[], [], [], [], [], 0];
  [others, busy] = [[], false];
  connection = createConnection(
    { openTransport: twin.openTransport, clock, chance, online, isBusy: () => busy },
    keep,
  );
};
beforeEach(() => start());

const names = (): string[] => states.map(({ type: state }) => state);
const joinsOn = (far: FarEnd): unknown[] =>
  far.emitted.filter(({ payload }) => payload.type === 1).map(({ payload }) => payload.payload.roomId);
const confirm = (far: FarEnd, room: Room = ROOM): void => far.say('channel_joined', { roomId: room.id });

/** Opens the transport that is being tried, and has all its rooms confirmed. */
const comeUp = (...rooms: Room[]): FarEnd => {
  const far = twin.last();
  far.open();
  for (const room of rooms.length > 0 ? rooms : [ROOM]) confirm(far, room);
  return far;
};

/** Until when it waits, from now, in milliseconds. */
const waitsFor = (): number | undefined => {
  const state = connection.state();
  return state.type === 'waiting' ? state.until - clock.now() : undefined;
};

describe('a connection', () => {
  it('is idle until it has a target, and opens with the target’s identity and key', () => {
    expect(connection.state()).toEqual({ type: 'idle' });
    connection.setTarget(targetOf({ key: 'secret' }));
    expect(names()).toEqual(['connecting']);
    expect(twin.last().options).toEqual({
      address: 'http://localhost:3000',
      entityId: 'me',
      key: 'secret',
      codec: codecOf('modern'),
      route: { type: 'socket', transport: 'websocket', posts: false },
      isOnly: true,
    });
  });

  it('emits nothing before it is open', () => {
    connection.setTarget(targetOf());
    expect(twin.last().emitted).toEqual([]);
  });

  it('hands on what is said, decoded, and counts what cannot be', () => {
    connection.setTarget(targetOf());
    const far = comeUp();
    far.say('messageComplete', { roomId: 'r1' });
    far.say('messageBroadcast', { text: 'no room' });
    expect(events).toEqual([{ type: 'complete', roomId: 'r1' }]);
    expect(undecodable).toEqual([expect.stringContaining('roomId')]);
  });

  it('hands on what becomes of a message, as long as the connection lasts', () => {
    const draft = (id: string) => ({ messageId: messageId(id), text: 'hi', attachments: [] });
    connection.setTarget(targetOf());
    const far = comeUp();
    for (const id of ['m1', 'm2', 'm3']) connection.send(ROOM, draft(id));
    const [first, second, third] = far.emitted.slice(-3);
    first?.answer?.({ received: true });
    second?.answer?.({ error: 'Not today' });
    far.cut();
    third?.answer?.({ received: true });
    expect(others).toEqual([
      { type: 'accepted', roomId: ROOM.id, messageId: 'm1' },
      { type: 'rejected', roomId: ROOM.id, messageId: 'm2', error: 'Not today' },
    ]);
  });

  it('knows how long an old transport can deliver, from the intervals of its handshake', () => {
    expect(connection.deliveryBound()).toBe(65_000);
    connection.setTarget(targetOf());
    twin.last().open({ pingInterval: 10_000, pingTimeout: 5_000 });
    expect(connection.deliveryBound()).toBe(20_000);
  });
});

describe('the size of a message', () => {
  const draft = { messageId: messageId('m1'), text: 'x'.repeat(2_000), attachments: [] };
  const offline = (): unknown => connection.oversize(ROOM, draft);

  it('is judged by the transport that is open', () => {
    connection.setTarget(targetOf());
    const far = comeUp();
    const judged: unknown[] = [];
    far.oversize = (...args) => {
      judged.push(args);
      return { bytes: 2, limit: 1 };
    };
    expect(connection.oversize(ROOM, draft)).toEqual({ bytes: 2, limit: 1 });
    expect(judged).toEqual([[ROOM, draft]]);
  });

  it('is judged by the last one while none is open, on the same server', () => {
    connection.setTarget(targetOf());
    expect(offline()).toBeUndefined();
    twin.last().open({ maxPayload: 1_000 });
    twin.last().cut();
    expect(offline()).toMatchObject({ limit: 1_000 });
    connection.setTarget(targetOf({ key: 'another' }));
    expect(offline()).toMatchObject({ limit: 1_000 });
    connection.setTarget(targetOf({ address: 'http://elsewhere' }));
    expect(offline()).toBeUndefined();
  });

  it('is the server’s alone to judge where it is posted', () => {
    connection.setTarget(targetOf({ routes: routesFor('websocket', 'websocket') }));
    twin.last().open({ maxPayload: 1_000 });
    twin.last().cut();
    expect(offline()).toBeUndefined();
  });
});

describe('joining', () => {
  it('is connected, and usable, once the room is confirmed and not before', () => {
    connection.setTarget(targetOf());
    const far = twin.last();
    far.open();
    expect(joinsOn(far)).toEqual(['r1']);
    expect([connection.state().type, connection.connectionIdOf(ROOM.id)]).toEqual(['connecting', undefined]);
    confirm(far);
    expect(connection.state()).toEqual({ type: 'connected', transport: 'websocket' });
    expect(connection.connectionIdOf(ROOM.id)).toBe('id-1');
    expect(joined).toEqual(['r1']);
  });

  it('is told once of a room that is confirmed twice, as ElizaOS does', () => {
    connection.setTarget(targetOf());
    const far = comeUp();
    far.say('room_joined', { roomId: 'r1' });
    expect(joined).toEqual(['r1']);
  });

  it('waits for no confirmation where the server gives none', () => {
    connection.setTarget(targetOf({ dialect: 'reference' }));
    twin.last().open();
    expect(connection.state().type).toBe('connected');
    expect(joined).toEqual(['r1']);
    clock.pass(60_000);
    expect(connection.state().type).toBe('connected');
  });

  it('is done on every connect, under another name each time', () => {
    connection.setTarget(targetOf());
    comeUp().cut();
    expect(connection.connectionIdOf(ROOM.id)).toBeUndefined();
    clock.pass(1_000);
    const far = comeUp();
    expect(twin.farEnds).toHaveLength(2);
    expect(joinsOn(far)).toEqual(['r1']);
    expect(connection.connectionIdOf(ROOM.id)).toBe('id-2');
    expect(lost).toEqual(['id-1']);
  });

  it('waits for every room before it is connected, each usable as it comes', () => {
    connection.setTarget(targetOf({ rooms: [ROOM, OTHER] }));
    const far = twin.last();
    far.open();
    expect(joinsOn(far)).toEqual(['r1', 'r2']);
    confirm(far, OTHER);
    expect(connection.state().type).toBe('connecting');
    expect(connection.connectionIdOf(OTHER.id)).toBe('id-1');
    expect(connection.connectionIdOf(ROOM.id)).toBeUndefined();
    confirm(far);
    expect(connection.state().type).toBe('connected');
  });

  it('that is never confirmed gives the transport up, and backs off', () => {
    connection.setTarget(targetOf());
    const waits: (number | undefined)[] = [];
    for (let tries = 0; tries < 3; tries += 1) {
      const far = twin.last();
      far.open();
      clock.pass(9_999);
      expect(far.isClosed).toBe(false);
      clock.pass(1);
      expect(far.isClosed).toBe(true);
      waits.push(waitsFor());
      clock.pass(waits.at(-1) ?? 0);
    }
    expect(waits).toEqual([500, 1_000, 2_000]);
  });

  it('ignores the confirmation of a room that it did not ask for', () => {
    connection.setTarget(targetOf());
    const far = twin.last();
    far.open();
    confirm(far, OTHER);
    expect(joined).toEqual([]);
    expect(connection.connectionIdOf(OTHER.id)).toBeUndefined();
  });
});

describe('a transport that is lost', () => {
  it('is tried again after longer and longer, up to half a minute', () => {
    connection.setTarget(targetOf());
    const waits: (number | undefined)[] = [];
    for (let tries = 0; tries < 7; tries += 1) {
      twin.last().cut('websocket error');
      waits.push(waitsFor());
      clock.pass(waits.at(-1) ?? 0);
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    expect(twin.farEnds).toHaveLength(8);
  });

  it('waits as long as the dice say', () => {
    connection.setTarget(targetOf());
    chance.roll = 0.25;
    twin.last().cut();
    expect(waitsFor()).toBe(250);
    clock.pass(249);
    expect(twin.farEnds).toHaveLength(1);
    clock.pass(1);
    expect(twin.farEnds).toHaveLength(2);
  });

  it('counts as the first loss again once it had stood for a while, and not before', () => {
    connection.setTarget(targetOf());
    for (const [stood, wait] of [
      [0, 500],
      [9_999, 1_000],
      [10_000, 500],
      [3_600_000, 500],
      [0, 1_000],
    ] as const) {
      const far = comeUp();
      clock.pass(stood);
      far.cut();
      expect(waitsFor()).toBe(wait);
      clock.pass(wait);
    }
  });

  it('is come back to at a time that is one, also at the end of them all', () => {
    clock.pass(LAST_TIME - clock.now());
    connection.setTarget(targetOf());
    comeUp().cut();
    expect(connection.state()).toEqual({ type: 'waiting', until: LAST_TIME });
  });

  it('is told with its name, once', () => {
    connection.setTarget(targetOf());
    const far = comeUp();
    far.cut();
    far.cut();
    expect(lost).toEqual(['id-1']);
    expect(names()).toEqual(['connecting', 'connected', 'waiting']);
  });

  it('has nothing to say any more', () => {
    connection.setTarget(targetOf());
    const old = comeUp();
    old.cut();
    clock.pass(500);
    const far = comeUp();
    old.say('messageComplete', { roomId: 'r1' });
    old.open({ transport: 'polling' });
    old.refuse('Invalid or missing API Key');
    old.cut();
    confirm(old);
    expect(events).toEqual([]);
    expect(lost).toEqual(['id-1']);
    expect(connection.state()).toEqual({ type: 'connected', transport: 'websocket' });
    expect(connection.connectionIdOf(ROOM.id)).toBe('id-2');
    expect(far.isClosed).toBe(false);
    expect(old.emitted).toHaveLength(1);
  });

  it('can be given up on purpose, cleanly', () => {
    connection.setTarget(targetOf());
    const far = comeUp();
    connection.reconnect('no answer');
    expect(far.isClosed).toBe(true);
    expect(lost).toEqual(['id-1']);
    expect(waitsFor()).toBe(500);
    connection.reconnect('again');
    expect(lost).toHaveLength(1);
  });
});

describe('a room whose join is refused', () => {
  const THIRD: Room = { ...ROOM, id: roomId('r3') };
  const refuse = (far: FarEnd): void => far.say('messageError', { error: 'Access denied: to this channel' });

  it('is left out where it is not the one that is looked at, and the others are used', () => {
    connection.setTarget(targetOf({ rooms: [ROOM, OTHER, THIRD] }));
    const far = twin.last();
    far.open();
    refuse(far);
    confirm(far, ROOM);
    expect(names()).toEqual(['connecting']);
    confirm(far, THIRD);
    expect(connection.state()).toEqual({ type: 'connected', transport: 'websocket' });
    expect(joined).toEqual(['r1', 'r3']);
    expect(events).toEqual([]);
    expect(connection.connectionIdOf(OTHER.id)).toBeUndefined();
    expect(connection.connectionIdOf(ROOM.id)).toBeDefined();
  });

  const DENIED = {
    type: 'refused',
    code: 'access-denied',
    error: 'Access denied: to this channel',
  } as const;

  it('ends the transport where it is the only one', () => {
    connection.setTarget(targetOf({ rooms: [ROOM] }));
    const far = twin.last();
    far.open();
    refuse(far);
    expect(connection.state()).toEqual(DENIED);
    expect(far.isClosed).toBe(true);
  });

  it('is shown as refused where it is the one that is looked at, and the others are used', () => {
    connection.setTarget(targetOf({ rooms: [OTHER, ROOM] }));
    const far = twin.last();
    far.open();
    confirm(far, ROOM);
    refuse(far);
    expect(names()).toEqual(['connecting', 'refused']);
    expect(connection.state()).toEqual(DENIED);
    expect(far.isClosed).toBe(false);
    expect(connection.connectionIdOf(ROOM.id)).toBeDefined();
    expect(connection.connectionIdOf(OTHER.id)).toBeUndefined();
    // It is not asked for over and over.
    connection.setTarget(targetOf({ rooms: [OTHER, ROOM] }));
    expect(joinsOn(far)).toEqual(['r2', 'r1']);
  });

  it('is shown as refused no longer once another one is looked at, and is asked for again on a retry', () => {
    connection.setTarget(targetOf({ rooms: [OTHER, ROOM] }));
    const far = twin.last();
    far.open();
    confirm(far, ROOM);
    refuse(far);
    connection.tryNow();
    expect(joinsOn(far)).toEqual(['r2', 'r1', 'r2']);
    refuse(far);
    expect(connection.state()).toEqual(DENIED);
    connection.setTarget(targetOf({ rooms: [ROOM, OTHER] }));
    expect(names().at(-1)).toBe('connected');
    connection.setTarget(targetOf({ rooms: [OTHER, ROOM] }));
    confirm(far, OTHER);
    expect(names().at(-1)).toBe('connected');
    expect(connection.connectionIdOf(OTHER.id)).toBeDefined();
  });

  it('does not end what the others use where no room is looked at', () => {
    connection.setTarget(targetOf({ rooms: [OTHER, ROOM], foremost: undefined }));
    const far = twin.last();
    far.open();
    refuse(far);
    confirm(far, ROOM);
    expect(connection.state()).toEqual({ type: 'connected', transport: 'websocket' });
    expect(joined).toEqual(['r1']);
    expect(connection.connectionIdOf(OTHER.id)).toBeUndefined();
  });

  it('is not asked for again on the same transport, unless it is looked at', () => {
    connection.setTarget(targetOf({ rooms: [ROOM, OTHER] }));
    const far = twin.last();
    far.open();
    confirm(far, ROOM);
    refuse(far);
    connection.setTarget(targetOf({ rooms: [ROOM, OTHER, THIRD] }));
    expect(joinsOn(far)).toEqual(['r1', 'r2', 'r3']);
    confirm(far, THIRD);
    connection.setTarget(targetOf({ rooms: [OTHER, ROOM, THIRD] }));
    expect(joinsOn(far)).toEqual(['r1', 'r2', 'r3', 'r2']);
    refuse(far);
    expect(connection.state().type).toBe('refused');
  });

  it('leaves what is said later to whom it concerns', () => {
    connection.setTarget(targetOf({ rooms: [ROOM, OTHER] }));
    const far = comeUp(ROOM, OTHER);
    refuse(far);
    expect(events).toMatchObject([{ type: 'message-error' }]);
    expect(connection.state().type).toBe('connected');
  });

  it('is left out, too, where nobody answers', () => {
    connection.setTarget(targetOf({ rooms: [ROOM, OTHER] }));
    const far = twin.last();
    far.open();
    confirm(far, ROOM);
    clock.pass(10_000);
    expect(connection.state().type).toBe('connected');
    expect(far.isClosed).toBe(false);
  });
});

describe('a refusal', () => {
  it.each([
    ['Valid entityId required', 'invalid-entity'],
    ['Invalid or missing API Key', 'wants-key'],
    ['Access denied', 'access-denied'],
  ])('in the words "%s" stops it', (error, code) => {
    connection.setTarget(targetOf());
    twin.last().refuse(error);
    expect(connection.state()).toEqual({ type: 'refused', code, error });
    clock.pass(3_600_000);
    expect(twin.farEnds).toHaveLength(1);
    expect(clock.waiting()).toBe(0);
  });

  it('in other words may pass', () => {
    connection.setTarget(targetOf());
    twin.last().refuse('server is starting');
    expect(waitsFor()).toBe(500);
  });

  it('of a join stops it as well', () => {
    connection.setTarget(targetOf());
    const far = twin.last();
    far.open();
    far.say('messageError', { error: 'You are not in this room' });
    expect(connection.state()).toEqual({
      type: 'refused',
      code: 'access-denied',
      error: 'You are not in this room',
    });
    expect(far.isClosed).toBe(true);
  });

  it('of a message does not: it is handed on', () => {
    connection.setTarget(targetOf());
    comeUp().say('messageError', { error: 'too long' });
    expect(events).toEqual([{ type: 'message-error', error: 'too long' }]);
    expect(connection.state().type).toBe('connected');
  });

  it('ends when the user asks for another try, and stays through a wake that changes nothing', () => {
    connection.setTarget(targetOf());
    twin.last().refuse('Access denied');
    connection.setTarget(targetOf());
    expect(twin.farEnds).toHaveLength(1);
    connection.tryNow();
    expect(twin.farEnds).toHaveLength(2);
  });

  it('of one room does not outlast it: another room, or a key, is tried at once', () => {
    connection.setTarget(targetOf());
    twin.last().refuse('Access denied');
    connection.setTarget(targetOf({ rooms: [OTHER] }));
    expect(twin.farEnds).toHaveLength(2);
    twin.last().refuse('Access denied');
    connection.setTarget(targetOf({ rooms: [OTHER], key: 'secret' }));
    expect(twin.farEnds).toHaveLength(3);
  });
});

describe('trying now', () => {
  it('does not wait any longer, and does not try a second time when the wait would have ended', () => {
    connection.setTarget(targetOf());
    for (let tries = 0; tries < 4; tries += 1) {
      twin.last().cut();
      clock.pass(waitsFor() ?? 0);
    }
    twin.last().cut();
    const { length } = twin.farEnds;
    connection.tryNow();
    expect(twin.farEnds).toHaveLength(length + 1);
    clock.pass(9_000);
    expect(twin.farEnds).toHaveLength(length + 1);
    twin.last().cut();
    expect(waitsFor()).toBe(500);
  });

  it('leaves alone what is connected, connecting or idle', () => {
    connection.tryNow();
    expect(twin.farEnds).toHaveLength(0);
    connection.setTarget(targetOf());
    connection.tryNow();
    comeUp();
    connection.tryNow();
    expect(twin.farEnds).toHaveLength(1);
    expect(names()).toEqual(['connecting', 'connected']);
  });
});

describe('the browser’s network', () => {
  it('that comes back is tried at once', () => {
    connection.setTarget(targetOf());
    twin.last().cut();
    connection.networkChanged(false);
    expect(connection.state()).toEqual({ type: 'offline' });
    connection.networkChanged(true);
    expect(twin.farEnds).toHaveLength(2);
    expect(connection.state().type).toBe('connecting');
  });

  it('that is away from the start is said, and tried all the same: the server may be on this machine', () => {
    start(false);
    connection.setTarget(targetOf());
    twin.last().cut();
    expect(connection.state()).toEqual({ type: 'offline' });
    clock.pass(500);
    expect(twin.farEnds).toHaveLength(2);
    comeUp();
    expect(connection.state().type).toBe('connected');
  });

  it('does not touch a transport that lives', () => {
    connection.setTarget(targetOf());
    const far = comeUp();
    connection.networkChanged(false);
    connection.networkChanged(true);
    expect(far.isClosed).toBe(false);
    expect(names()).toEqual(['connecting', 'connected']);
  });

  it('does not undo a refusal', () => {
    connection.setTarget(targetOf());
    twin.last().refuse('Access denied');
    connection.networkChanged(false);
    connection.networkChanged(true);
    expect(connection.state().type).toBe('refused');
  });
});

describe('another target', () => {
  it('at another room joins it on the same transport', () => {
    connection.setTarget(targetOf());
    const far = comeUp();
    connection.setTarget(targetOf({ rooms: [ROOM, OTHER] }));
    expect(twin.farEnds).toHaveLength(1);
    expect(joinsOn(far)).toEqual(['r1', 'r2']);
    expect(connection.connectionIdOf(OTHER.id)).toBeUndefined();
    confirm(far, OTHER);
    expect(connection.connectionIdOf(OTHER.id)).toBe('id-1');
    expect(joined).toEqual(['r1', 'r2']);
    expect(names()).toEqual(['connecting', 'connected']);
  });

  it('at the same rooms joins none twice', () => {
    connection.setTarget(targetOf());
    const far = comeUp();
    connection.setTarget(targetOf());
    expect(joinsOn(far)).toEqual(['r1']);
  });

  it('at another room before the transport is open joins that one', () => {
    connection.setTarget(targetOf());
    connection.setTarget(targetOf({ rooms: [OTHER] }));
    const far = comeUp(OTHER);
    expect(twin.farEnds).toHaveLength(1);
    expect(joinsOn(far)).toEqual(['r2']);
  });

  it('while it waits does not cut the wait short, and counts when it ends', () => {
    connection.setTarget(targetOf());
    twin.last().cut();
    connection.setTarget(targetOf({ rooms: [OTHER] }));
    expect(twin.farEnds).toHaveLength(1);
    clock.pass(500);
    expect(joinsOn(comeUp(OTHER))).toEqual(['r2']);
  });

  it.each<[string, Partial<ConnectionTarget>]>([
    ['another server', { address: 'http://localhost:3001' }],
    ['another identity', { entityId: 'another' }],
    ['another key', { key: 'secret' }],
  ])('at %s leaves the transport cleanly and opens another at once', (_what, over) => {
    connection.setTarget(targetOf());
    const far = comeUp();
    connection.setTarget(targetOf(over));
    expect(far.isClosed).toBe(true);
    expect(lost).toEqual(['id-1']);
    expect(twin.farEnds).toHaveLength(2);
    expect(twin.last().options).toMatchObject({
      address: over.address ?? 'http://localhost:3000',
      entityId: over.entityId ?? 'me',
    });
    expect(connection.connectionIdOf(ROOM.id)).toBeUndefined();
  });

  it('at nothing lets go, for good', () => {
    connection.setTarget(targetOf());
    const far = comeUp();
    connection.setTarget(undefined);
    expect(far.isClosed).toBe(true);
    expect(connection.state()).toEqual({ type: 'idle' });
    clock.pass(3_600_000);
    expect(twin.farEnds).toHaveLength(1);
    expect(clock.waiting()).toBe(0);
  });

  it('at nothing while it waits takes the wait back', () => {
    connection.setTarget(targetOf());
    twin.last().cut();
    connection.setTarget(undefined);
    clock.pass(60_000);
    expect(twin.farEnds).toHaveLength(1);
    connection.setTarget(targetOf());
    expect(twin.farEnds).toHaveLength(2);
  });
});

describe('keeping the worker awake', () => {
  it.each([
    ['polling', 25_000, true],
    ['polling', 60_000, true],
    ['websocket', 30_000, true],
    ['websocket', 60_000, true],
    ['websocket', 25_000, false],
    ['websocket', 29_999, false],
  ] as const)('over %s with a ping every %i ms: %s', (transport, pingInterval, isNeeded) => {
    connection.setTarget(targetOf());
    twin.last().open({ transport, pingInterval });
    confirm(twin.last());
    clock.pass(19_999);
    expect(awake).toBe(0);
    clock.pass(1);
    expect(awake).toBe(isNeeded ? 1 : 0);
    clock.pass(40_000);
    expect(awake).toBe(isNeeded ? 3 : 0);
  });

  it('ends with its transport', () => {
    connection.setTarget(targetOf());
    twin.last().open({ transport: 'polling' });
    clock.pass(5_000);
    twin.last().cut();
    connection.setTarget(undefined);
    clock.pass(60_000);
    expect(awake).toBe(0);
  });
});

describe('the routes', () => {
  const ROUTES = routesFor('automatic', 'automatic');
  const route = (far: FarEnd): string => {
    const { route: taken } = far.options;
    return taken.type === 'rest' ? taken.mode : taken.transport;
  };
  const tried = (): string[] => twin.farEnds.map(route);

  it('are tried one after the other at once, and from the first again after a wait', () => {
    connection.setTarget(targetOf({ routes: ROUTES }));
    for (let index = 0; index < 4; index += 1) twin.last().cut('refused');
    expect(tried()).toEqual(['websocket', 'polling', 'stream', 'sync']);
    expect(names().at(-1)).toBe('waiting');
    clock.pass(waitsFor() ?? 0);
    expect(tried().at(-1)).toBe('websocket');
  });

  it('that hang are left after seconds', () => {
    connection.setTarget(targetOf({ routes: ROUTES }));
    clock.pass(3_999);
    expect(tried()).toEqual(['websocket']);
    clock.pass(1);
    expect(tried()).toEqual(['websocket', 'polling']);
    expect(twin.farEnds[0]?.isClosed).toBe(true);
  });

  it('of which one stood are tried from the first when it is lost', () => {
    connection.setTarget(targetOf({ routes: ROUTES }));
    twin.last().cut();
    comeUp();
    expect(connection.state()).toMatchObject({ type: 'connected' });
    twin.last().cut();
    clock.pass(waitsFor() ?? 0);
    expect(tried()).toEqual(['websocket', 'polling', 'websocket']);
  });

  it('are not gone through for a refusal: another route would bring the same', () => {
    connection.setTarget(targetOf({ routes: ROUTES }));
    twin.last().refuse('Invalid or missing API Key');
    expect(connection.state()).toMatchObject({ type: 'refused', code: 'wants-key' });
    expect(tried()).toEqual(['websocket']);
  });

  it('that do not lead to the server are not tried again until the user says so', () => {
    connection.setTarget(targetOf({ routes: ROUTES.slice(2) }));
    comeUp();
    twin.last().beUnfit();
    clock.pass(waitsFor() ?? 0);
    expect(tried()).toEqual(['stream', 'sync']);
    twin.last().cut();
    connection.tryNow();
    expect(tried().at(-1)).toBe('stream');
  });

  it('are never left without any: the only one is tried again', () => {
    connection.setTarget(targetOf({ routes: ROUTES.slice(2) }));
    comeUp();
    expect(twin.last().options.isOnly).toBe(false);
    for (let turn = 0; turn < 2; turn += 1) {
      twin.last().beUnfit();
      expect(names().at(-1)).toBe('waiting');
      clock.pass(waitsFor() ?? 0);
      expect(route(twin.last())).toBe('sync');
      expect(twin.last().options.isOnly).toBe(true);
      comeUp();
    }
  });

  describe('better than the present one', () => {
    const onPolling = (): FarEnd => {
      connection.setTarget(targetOf({ routes: ROUTES }));
      twin.last().cut();
      return comeUp();
    };

    it('are looked at again, ever more rarely', () => {
      onPolling();
      for (const ms of [5_000, 10_000, 20_000]) {
        const { length } = twin.farEnds;
        clock.pass(ms - 1);
        expect(twin.farEnds).toHaveLength(length);
        clock.pass(1);
        expect(route(twin.last())).toBe('websocket');
        expect(twin.farEnds).toHaveLength(length + 1);
        twin.last().cut();
      }
      expect(names().at(-1)).toBe('connected');
      expect(lost).toHaveLength(1);
    });

    it('are taken when one is open', async () => {
      const polling = onPolling();
      clock.pass(5_000);
      const trial = twin.last();
      trial.open();
      await Promise.resolve();
      expect(trial.isClosed).toBe(true);
      expect(polling.isClosed).toBe(true);
      expect(twin.last()).not.toBe(trial);
      expect(route(comeUp())).toBe('websocket');
      expect(connection.state()).toEqual({ type: 'connected', transport: 'websocket' });
    });

    it.each<[string, (far: FarEnd) => void]>([
      [
        'a message is on its way',
        () => {
          busy = true;
        },
      ],
      [
        'a reply is coming in',
        (far) => {
          far.isBusy = true;
        },
      ],
    ])('are left alone while %s', (_what, begin) => {
      const polling = onPolling();
      begin(polling);
      const { length } = twin.farEnds;
      clock.pass(5_000);
      expect(twin.farEnds).toHaveLength(length);
      busy = false;
      polling.isBusy = false;
      clock.pass(10_000);
      expect(twin.farEnds).toHaveLength(length + 1);
    });

    it('that hang are given up', () => {
      onPolling();
      clock.pass(5_000);
      const trial = twin.last();
      clock.pass(4_000);
      expect(trial.isClosed).toBe(true);
      expect(names().at(-1)).toBe('connected');
    });

    it('are not looked at any more once the transport is gone', () => {
      onPolling();
      connection.setTarget(undefined);
      const { length } = twin.farEnds;
      clock.pass(60_000);
      expect(twin.farEnds).toHaveLength(length);
    });
  });

  it('say whether each message is answered by itself', () => {
    connection.setTarget(targetOf());
    expect(connection.answersEach()).toBe(false);
    connection.setTarget(targetOf({ routes: routesFor('websocket', 'websocket') }));
    expect(connection.answersEach()).toBe(true);
    connection.setTarget(targetOf({ routes: routesFor('sync', 'automatic') }));
    expect(connection.answersEach()).toBe(true);
  });
});
