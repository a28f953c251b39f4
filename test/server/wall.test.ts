import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import { admit } from '../../server/wall/admission.ts';
import { withoutSecrets } from '../../server/wall/no-secrets.ts';
import { callersOf, EXTENSION_ORIGIN, HANDSHAKES, knock } from '../harness/knock.ts';

const MESSAGES = '/api/messaging/channels/r1/messages';
const CALLERS = callersOf(0).map(({ name }) => name);

let room: RoomServer;
let strict: RoomServer;

beforeAll(async () => {
  room = await startRoomServer();
  strict = await startRoomServer({ extensionId: 'a'.repeat(32) });
});
afterAll(() => Promise.all([room.stop(), strict.stop()]));

const callerOf = (name: string) => {
  const found = callersOf(room.port).find((caller) => caller.name === name);
  if (!found) throw new Error(`there is no caller ${name}`);
  return found;
};

describe('the document’s server, reached by a browser of this machine', () => {
  it.each(CALLERS)('admits or refuses %s, over HTTP and both handshakes', async (name) => {
    const { headers, isAdmitted } = callerOf(name);
    const before = room.received.length;
    const health = await knock(room.port, '/health', headers);
    const posted = await knock(room.port, MESSAGES, headers, 'POST');
    const preflight = await knock(room.port, MESSAGES, headers, 'OPTIONS');
    const shaken = await Promise.all(
      HANDSHAKES.map((way) => knock(room.port, way.path, { ...headers, ...way.headers })),
    );
    const statuses = [health, posted, preflight, ...shaken].map(({ status }) => status);
    expect(statuses).toEqual(isAdmitted ? [200, 400, 204, 200, 101] : [403, 403, 403, 403, 403]);
    const readers = new Set([health, posted, preflight, ...shaken].map(({ readableBy }) => readableBy));
    expect([...readers].filter((reader) => reader !== undefined)).toEqual(
      isAdmitted && headers.Origin !== undefined ? [headers.Origin] : [],
    );
    if (!isAdmitted) expect(room.received.slice(before)).toEqual([]);
  });

  it('admits one extension alone where it knows which', async () => {
    const Host = `localhost:${strict.port}`;
    const statusFor = async (Origin: string): Promise<number> =>
      (await knock(strict.port, '/health', { Host, Origin })).status;
    expect(await statusFor(`chrome-extension://${'a'.repeat(32)}`)).toBe(200);
    expect(await statusFor(EXTENSION_ORIGIN)).toBe(403);
  });

  it('listens on loopback alone', async () => {
    const others = Object.values(networkInterfaces()).flatMap((all) =>
      (all ?? []).flatMap(({ internal, family, address }) =>
        internal || family !== 'IPv4' ? [] : [address],
      ),
    );
    const opens = (host: string): Promise<boolean> =>
      new Promise((resolve) => {
        const socket = connect({ port: room.port, host });
        socket.on('connect', () => resolve(true));
        socket.on('error', () => resolve(false));
        socket.on('close', () => socket.destroy());
        socket.setTimeout(2_000, () => resolve(false));
      });
    expect(await Promise.all(others.map(opens))).toEqual(others.map(() => false));
    expect(await opens('127.0.0.1')).toBe(true);
  });
});

describe('files', () => {
  const page = { host: 'localhost:3000', origin: undefined, site: 'cross-site' };

  it('are loaded without an origin, and by GET alone', () => {
    const url = '/media/uploads/channels/c/1.png';
    expect(admit({ ...page, method: 'GET', url }).ok).toBe(true);
    expect(admit({ ...page, method: 'POST', url }).ok).toBe(false);
    expect(admit({ ...page, method: 'GET', url: `/api${url}` }).ok).toBe(false);
  });
});

describe('an answer about an agent', () => {
  it('comes without secrets, wherever they are in it', () => {
    const secrets = { OPENAI_API_KEY: 'sk-1' };
    expect(withoutSecrets({ data: [{ name: 'Eliza', secrets, settings: { secrets, model: 'm' } }] })).toEqual(
      {
        data: [{ name: 'Eliza', settings: { model: 'm' } }],
      },
    );
    expect(withoutSecrets(undefined)).toBeNull();
  });
});
