import { describe, expect, it } from 'vitest';
import { follow, lastIdOf } from '../../src/diagnostics/follow.ts';
import { createDiagnosticsLog } from '../../src/diagnostics/log.ts';
import type { DiagnosticsReport } from '../../src/diagnostics/report.ts';
import { handClock } from '../harness/clock.ts';

const workerAt = (at: number) => createDiagnosticsLog(handClock(at).now, () => []);

describe('a log that is followed', () => {
  it('is the worker’s own, whenever it is asked for', async () => {
    const log = workerAt(1_000);
    let known: DiagnosticsReport | undefined = await log.report();
    for (let round = 0; round < 30; round += 1) {
      // Some rounds begin with what the last one ended with.
      const events = ['in', 'note', 'passing', 'passing', 'passing'].slice((round * 7) % 5);
      for (const event of events) {
        if (event === 'passing') log.add('in', 'messageStreamChunk', 'stream-chunk', { round });
        else if (event === 'in') log.add('in', `in ${round % 3}`, '');
        else log.add('note', 'fault', `${round % 3}`);
      }
      known = follow(known, await log.report(lastIdOf(known)));
      expect(known).toEqual(await log.report());
    }
  });

  it('keeps what the worker lets go, up to a limit', async () => {
    const log = workerAt(1_000);
    let known: DiagnosticsReport | undefined;
    for (let entry = 0; entry < 1_000; entry += 1) {
      log.add('in', `event ${entry}`, '');
      known = follow(known, await log.report(lastIdOf(known)));
    }
    expect(known?.log).toHaveLength(500);
    expect(known?.log.at(-1)?.name).toBe('event 999');
  });

  it('begins anew with another worker', async () => {
    const one = workerAt(1_000);
    one.add('in', 'of the first', '');
    const known = await one.report();
    const two = workerAt(2_000);
    two.add('in', 'of the second', '');
    expect(follow(known, await two.report(lastIdOf(known))).log).toMatchObject([{ name: 'of the second' }]);
  });

  it('is waited for by who knows all of it, also where it is empty', async () => {
    const log = workerAt(1_000);
    const next = log.report(lastIdOf(await log.report()));
    log.add('in', 'first', '');
    expect((await next).log).toHaveLength(1);
  });
});
