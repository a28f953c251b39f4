import { beforeEach, describe, expect, it } from 'vitest';
import type { Endpoint } from '../../src/api/request.ts';
import type { ConnectionState } from '../../src/model/connection.ts';
import { DEFAULT_SETTINGS } from '../../src/model/settings.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { type Access, createAccess } from '../../src/worker/access.ts';
import type { WorkerEvent } from '../../src/worker/events.ts';
import { emptySession, type ReadonlySession } from '../../src/worker/session.ts';
import { shownState } from '../../src/worker/shown-state.ts';
import { createUnitOfWork } from '../../src/worker/unit-of-work.ts';
import { type HandClock, handClock } from '../harness/clock.ts';
import { versionBody } from '../harness/nouns.ts';
import { PROFILE } from '../harness/worker-parts.ts';

let clock: HandClock;
let session: ReadonlySession;
let access: Access;
let answer: () => Response;
let told: string[];
let asked: number;
let isRefused: boolean;
let delay: Promise<void> | undefined;

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((done) => setImmediate(done));
};
const look = async (next: () => Response): Promise<void> => {
  answer = next;
  access.check();
  await settled();
};
const elizaOS =
  (version = '1.7.2') =>
  () =>
    Response.json(versionBody(version));
const page = () => new Response('<!doctype html>');
const locked = () => new Response('Unauthorized', { status: 401 });

beforeEach(() => {
  clock = handClock();
  session = {
    ...emptySession({ ...DEFAULT_SETTINGS }),
    profile: PROFILE,
  };
  [told, asked, isRefused, delay] = [[], 0, false, undefined];
  const onFault = (error: unknown): void => {
    throw error;
  };
  const connection = {
    state: (): ConnectionState =>
      isRefused ? { type: 'refused', code: 'wants-key', error: '' } : { type: 'idle' },
    tryAgain: () => void told.push('refused by another'),
    answersEach: () => false,
    deliveryBound: () => 0,
  };
  const emit = (event: WorkerEvent): void => {
    if (event.type === 'target-changed') told.push('key');
    if (event.type === 'unblocked') told.push('opened');
    if (event.type === 'other-dialect') told.push('other dialect');
    if (event.type === 'committed' && event.changes.some(({ type }) => type === 'connection')) {
      told.push('obstacle');
    }
  };
  const unit = createUnitOfWork({ store: createMemoryStore(), session, clock, connection, emit, onFault });
  const endpoint: Endpoint = {
    fetch: async () => {
      asked += 1;
      await delay;
      return answer();
    },
    address: PROFILE.address,
    key: undefined,
    now: clock.now,
    onOutcome: (outcome, path) => access.requestEnded(outcome, path),
  };
  access = createAccess({ session, unit, clock, endpoint: () => endpoint, connection, emit, onFault });
});

describe('who answers at the server’s address', () => {
  it('is told as long as it is not the server', async () => {
    await look(page);
    expect(session.obstacle).toBe('not-elizaos');
    await look(() => new Response('', { status: 511 }));
    expect(session.obstacle).toBe('portal');
    await look(() => new Response('', { status: 503 }));
    expect(session.obstacle).toBe('faulty');
    await look(elizaOS());
    expect(session.obstacle).toBeUndefined();
    expect(told).toEqual(['obstacle', 'obstacle', 'obstacle', 'obstacle']);
  });

  it('may refuse the connection in the server’s place, as often as it likes', async () => {
    isRefused = true;
    await look(page);
    await look(page);
    expect(told).toEqual(['obstacle', 'refused by another', 'refused by another']);
  });

  it('is the server, whose refusal stands', async () => {
    isRefused = true;
    await look(elizaOS());
    await look(elizaOS());
    expect(told).toEqual([]);
  });

  it('wants a key no more where the user has tried anew since it was looked', async () => {
    let refuse = (): void => {};
    const refused = new Promise<void>((resolve) => {
      refuse = resolve;
    });
    answer = locked;
    delay = refused;
    access.check();
    access.startOver();
    refuse();
    await settled();
    expect(told).toEqual([]);
    delay = undefined;
    await look(locked);
    expect(told).toEqual(['key']);
  });

  it('may be gone before that is known: it is looked again, and the server is asked anew', async () => {
    isRefused = true;
    await look(() => {
      throw new TypeError('Failed to fetch');
    });
    expect(told).toEqual([]);
    answer = elizaOS();
    clock.pass(5_000);
    await settled();
    expect(told).toEqual(['refused by another']);
    await look(elizaOS());
    expect(told).toEqual(['refused by another']);
    expect(clock.waiting()).toBe(0);
  });

  it('is not told of what says nothing of it', async () => {
    await look(() => Response.json({ error: 'Too many requests' }, { status: 429 }));
    await look(() => {
      throw new TypeError('Failed to fetch');
    });
    expect(session.obstacle).toBeUndefined();
    expect(told).toEqual([]);
  });

  it('may be the server, upgraded', async () => {
    await look(elizaOS('1.5.8'));
    expect(told).toEqual(['other dialect']);
    expect(session.obstacle).toBeUndefined();
  });

  it('may refuse even its version, and is asked again every 30 s whether it still does', async () => {
    await look(locked);
    expect(session.wantsKey).toBe(true);
    const before = asked;
    clock.pass(29_999);
    expect(asked).toBe(before);
    clock.pass(1);
    await settled();
    expect(session.wantsKey).toBe(true);
    // Between the two, nothing listens there, or a proxy answers.
    answer = () => {
      throw new TypeError('Failed to fetch');
    };
    clock.pass(30_000);
    await settled();
    answer = () => new Response('', { status: 503 });
    clock.pass(30_000);
    await settled();
    expect(session.wantsKey).toBe(true);
    answer = elizaOS();
    clock.pass(30_000);
    await settled();
    expect(session.wantsKey).toBe(false);
    expect(clock.waiting()).toBe(0);
  });

  it('and is asked again whichever question was refused with its version', async () => {
    answer = elizaOS();
    access.requestEnded('wants-key', '/api/system/version');
    await settled();
    expect(session.wantsKey).toBe(true);
    clock.pass(30_000);
    await settled();
    expect(session.wantsKey).toBe(false);
  });

  it('is not asked again where single things are refused alone: its version says nothing of these', () => {
    access.requestEnded('wants-key', '/api/agents');
    expect(clock.waiting()).toBe(0);
  });
});

describe('the state of the connection, as it is shown', () => {
  it('has what is in the way, and never a refusal of another program', () => {
    const known = { wantsKey: false, obstacle: 'not-elizaos' as const };
    expect(shownState({ type: 'waiting', until: 5 }, known)).toEqual({
      type: 'waiting',
      until: 5,
      obstacle: 'not-elizaos',
    });
    expect(shownState({ type: 'refused', code: 'wants-key', error: 'Unauthorized' }, known)).toEqual({
      type: 'connecting',
      obstacle: 'not-elizaos',
    });
    expect(shownState({ type: 'connected', transport: 'websocket' }, known)).toEqual({
      type: 'connected',
      transport: 'websocket',
    });
  });
});
