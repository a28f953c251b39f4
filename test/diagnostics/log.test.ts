import { describe, expect, it } from 'vitest';
import { createDiagnosticsLog } from '../../src/diagnostics/log.ts';
import { handClock } from '../harness/clock.ts';
import { leaksIn, spellingsOf } from '../harness/leaks.ts';

const start = (secret?: string) => {
  const clock = handClock(1_000);
  return { clock, log: createDiagnosticsLog(clock.now, () => [undefined, secret]) };
};

describe('the log', () => {
  it('says when it began, and what went in and out since, in order', async () => {
    const { clock, log } = start();
    log.add('out', 'message', 'join r1');
    clock.pass(5);
    log.add('in', 'channel_joined', 'joined');
    expect(await log.report()).toMatchObject({
      workerStartedAt: 1_000,
      undecoded: [],
      foreignRooms: [],
      log: [
        { id: 1_001, at: 1_000, direction: 'out', name: 'message', detail: 'join r1' },
        { id: 1_002, at: 1_005, direction: 'in', name: 'channel_joined', detail: 'joined' },
      ],
    });
  });

  it('keeps the newest entries, and so many of them', async () => {
    const { log } = start();
    for (let entry = 0; entry < 1_000; entry += 1) log.add('in', `event ${entry}`, '');
    const kept = (await log.report()).log;
    expect(kept).toHaveLength(200);
    expect([kept[0]?.name, kept.at(-1)?.name]).toEqual(['event 800', 'event 999']);
  });

  it('keeps what was thrown in the worker, whatever a server says after it', async () => {
    const { log } = start();
    log.add('note', 'fault', 'TypeError');
    for (let entry = 0; entry < 1_000; entry += 1) log.add('in', `event ${entry}`, '');
    log.add('note', 'fault', 'TypeError');
    const { latest } = await log.report();
    expect(latest).toHaveLength(50);
    expect(latest.filter(({ name }) => name === 'fault')).toMatchObject([{ detail: 'TypeError', times: 2 }]);
  });

  it('keeps so many different faults', async () => {
    const { log } = start();
    for (let entry = 0; entry < 1_000; entry += 1) log.add('note', 'fault', `fault ${entry}`);
    const { latest } = await log.report();
    expect(latest.map(({ detail }) => detail)).toEqual(
      Array.from({ length: 50 }, (_, index) => `fault ${950 + index}`),
    );
  });

  it('handed out is as it was then', async () => {
    const { log } = start();
    const before = await log.report();
    log.add('in', 'later', '');
    expect(before.log).toEqual([]);
  });
});

describe('what came again and again', () => {
  it('is written down once for thousands', async () => {
    const { log } = start();
    let written = 0;
    const payload = {
      toJSON: () => {
        written += 1;
        return `${written}`;
      },
    };
    for (let index = 0; index < 5_000; index += 1) log.add('in', 'userJoined', 'presence', payload);
    expect((await log.report()).log).toMatchObject([{ times: 5_000, payload: '"1"' }]);
  });

  it('stands there once, with its number, where it comes in passing', async () => {
    const { log } = start();
    for (let chunk = 0; chunk < 500; chunk += 1) {
      log.add('in', 'messageStreamChunk', 'stream-chunk', { chunk: `${chunk}` });
    }
    log.add('in', 'messageBroadcast', 'broadcast', { text: 'one' });
    log.add('in', 'messageBroadcast', 'broadcast', { text: 'two' });
    const { log: entries, latest } = await log.report();
    expect(entries).toMatchObject([
      { name: 'messageStreamChunk', times: 500, payload: '{"chunk":"499"}' },
      { payload: '{"text":"one"}' },
      { payload: '{"text":"two"}' },
    ]);
    expect(latest).toMatchObject([
      { name: 'messageStreamChunk', times: 500 },
      { name: 'messageBroadcast', times: 2, payload: '{"text":"two"}' },
    ]);
  });

  it('is remembered by its last one when the log has let it go', async () => {
    const { log } = start();
    log.add('note', 'open', 'websocket', { pingInterval: 25_000 });
    for (let entry = 0; entry < 500; entry += 1) log.add('in', `event ${entry % 20}`, 'unknown');
    const { log: entries, latest } = await log.report();
    expect(entries.some(({ name }) => name === 'open')).toBe(false);
    expect(latest[0]).toMatchObject({ name: 'open', payload: '{"pingInterval":25000}', times: 1 });
    for (let entry = 0; entry < 500; entry += 1) log.add('in', `hostile ${entry}`, 'unknown');
    expect((await log.report()).latest).toHaveLength(50);
  });
});

describe('who knows the log', () => {
  it('is told of what is new, once there is something', async () => {
    const { log } = start();
    log.add('in', 'one', '');
    const first = await log.report();
    const next = log.report(first.log.at(-1)?.id);
    let isAnswered = false;
    void next.then(() => {
      isAnswered = true;
    });
    await Promise.resolve();
    expect(isAnswered).toBe(false);
    log.add('in', 'two', '');
    expect((await next).log).toMatchObject([{ name: 'two' }]);
  });

  it('of another worker is told of all that there is in this one', async () => {
    const { log } = start();
    log.add('in', 'one', '');
    expect((await log.report(500)).log).toHaveLength(1);
  });
});

describe('a key', () => {
  const KEY = 'sk-"quoted"-123';

  it('never gets into the log, whoever says it and wherever', async () => {
    const { log } = start(KEY);
    log.add('out', 'message', `send ${KEY}`, { type: 2, payload: { message: `my key is ${KEY}` } });
    log.add('in', KEY, KEY, { [KEY]: [KEY, { deep: KEY }] });
    log.add('in', 'long', '', { text: `${'x'.repeat(295)}${KEY}` });
    log.undecodable(`messageAck: ${KEY} is missing`);
    log.foreignRoom(KEY);
    const all = JSON.stringify(await log.report());
    expect(all).not.toContain('sk-');
    expect(all).not.toContain('quoted');
    expect(all).toContain('•••');
  });

  it('never gets into the log in another spelling, or by its half', async () => {
    const long = `${KEY}, which is long enough`;
    const { log } = start(long);
    for (const spelling of spellingsOf(long)) {
      for (const before of ['', 'x'.repeat(290), 'x'.repeat(3_990)]) {
        log.add('in', before + spelling, before + spelling, {
          text: before + spelling,
          [before + spelling]: 1,
        });
        log.undecodable(before + spelling);
        log.foreignRoom(before + spelling);
      }
    }
    const all = JSON.stringify(await log.report());
    expect(leaksIn(all, long)).toEqual([]);
    expect(leaksIn(all, long.slice(0, 12))).toEqual([]);
  });

  it('is left out by its field where it is none of ours', async () => {
    const { log } = start();
    log.add('in', 'x', '', { apiKey: 'a1', token: { inner: 'b2' }, authorId: 'me', key: 'c3', keys: 'kept' });
    expect((await log.report()).log[0]?.payload).toBe(
      '{"apiKey":"•••","token":"•••","authorId":"me","key":"•••","keys":"kept"}',
    );
  });
});

describe('a payload', () => {
  it('is cut short: each text, and all of it', async () => {
    const { log } = start();
    log.add('in', 'x', '', { text: 'y'.repeat(1_000_000) });
    log.add(
      'in',
      'x',
      '',
      Array.from({ length: 10_000 }, () => 'z'),
    );
    const [one, many] = (await log.report()).log;
    expect(one?.payload).toBe(`{"text":"${'y'.repeat(300)}…+999700"}`);
    expect(many?.payload).toHaveLength(4_000);
  });

  it('that cannot be written down is empty, and no fault', async () => {
    const { log } = start();
    const deep: unknown[] = [];
    deep.push(deep);
    log.add('in', 'x', '', deep);
    expect((await log.report()).log[0]?.payload).toBe('');
  });
});

describe('what could not be used', () => {
  it('is counted by reason and by room, and a reason stands in the log', async () => {
    const { log } = start();
    for (let times = 0; times < 3; times += 1) log.undecodable('messageAck: clientMessageId is missing');
    log.foreignRoom('r9');
    log.foreignRoom('r9');
    const report = await log.report();
    expect(report.undecoded).toEqual([{ reason: 'messageAck: clientMessageId is missing', count: 3 }]);
    expect(report.foreignRooms).toEqual([{ roomId: 'r9', count: 2 }]);
    expect(report.log).toMatchObject([
      { detail: 'messageAck: clientMessageId is missing', times: 3 },
      { detail: 'r9', times: 2 },
    ]);
  });

  it('of whatever a server thinks up is counted together, and cut short', async () => {
    const { log } = start();
    const long = 'x'.repeat(5_000);
    for (let room = 0; room < 500; room += 1) {
      log.foreignRoom(`r${room}`);
      log.undecodable(`reason ${room} ${long}`);
      log.add('in', `${long}${room}`, long);
    }
    const { foreignRooms, undecoded, log: entries } = await log.report();
    expect(foreignRooms).toHaveLength(51);
    expect(foreignRooms.at(-1)).toEqual({ roomId: 'others', count: 450 });
    expect(undecoded).toHaveLength(51);
    expect(JSON.stringify({ foreignRooms, undecoded, entries }).length).toBeLessThan(150_000);
    log.foreignRoom('r0');
    expect((await log.report()).foreignRooms[0]).toEqual({ roomId: 'r0', count: 2 });
  });
});
