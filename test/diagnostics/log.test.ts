import { describe, expect, it } from 'vitest';
import { createDiagnosticsLog } from '../../src/diagnostics/log.ts';
import { handClock } from '../harness/clock.ts';

const start = () => {
  const clock = handClock(1_000);
  return { clock, log: createDiagnosticsLog(clock.now) };
};

describe('the log', () => {
  it('says when it began, and what went in and out since, in order', () => {
    const { clock, log } = start();
    log.add('out', 'message', 'join r1');
    clock.pass(5);
    log.add('in', 'channel_joined', 'joined');
    expect(log.report()).toEqual({
      workerStartedAt: 1_000,
      undecoded: [],
      foreignRooms: [],
      log: [
        { at: 1_000, direction: 'out', name: 'message', detail: 'join r1' },
        { at: 1_005, direction: 'in', name: 'channel_joined', detail: 'joined' },
      ],
    });
  });

  it('keeps the newest entries, and so many of them', () => {
    const { log } = start();
    for (let entry = 0; entry < 1_000; entry += 1) log.add('in', `event ${entry}`, '');
    const kept = log.report().log;
    expect(kept).toHaveLength(200);
    expect([kept[0]?.name, kept.at(-1)?.name]).toEqual(['event 800', 'event 999']);
  });

  it('handed out is as it was then', () => {
    const { log } = start();
    const before = log.report();
    log.add('in', 'later', '');
    expect(before.log).toEqual([]);
  });
});

describe('what could not be used', () => {
  it('is counted by reason and by room, and a reason stands in the log', () => {
    const { log } = start();
    for (let times = 0; times < 3; times += 1) log.undecodable('messageAck: clientMessageId is missing');
    log.foreignRoom('r9');
    log.foreignRoom('r9');
    const report = log.report();
    expect(report.undecoded).toEqual([{ reason: 'messageAck: clientMessageId is missing', count: 3 }]);
    expect(report.foreignRooms).toEqual([{ roomId: 'r9', count: 2 }]);
    expect(report.log).toMatchObject([{ detail: 'messageAck: clientMessageId is missing', times: 3 }]);
  });

  it('of whatever a server thinks up is counted together, and cut short', () => {
    const { log } = start();
    const long = 'x'.repeat(5_000);
    for (let room = 0; room < 500; room += 1) {
      log.foreignRoom(`r${room}`);
      log.undecodable(`reason ${room} ${long}`);
      log.add('in', `${long}${room}`, long);
    }
    const { foreignRooms, undecoded, log: entries } = log.report();
    expect(foreignRooms).toHaveLength(51);
    expect(foreignRooms.at(-1)).toEqual({ roomId: 'others', count: 450 });
    expect(undecoded).toHaveLength(51);
    expect(JSON.stringify({ foreignRooms, undecoded, entries }).length).toBeLessThan(150_000);
    log.foreignRoom('r0');
    expect(log.report().foreignRooms[0]).toEqual({ roomId: 'r0', count: 2 });
  });
});
