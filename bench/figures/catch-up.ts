import type { Figure } from '../figure.ts';
import { paintedWith } from '../observe.ts';
import { now } from '../server.ts';

const MISSED = [50, 500, 5_000];

export const catchUp: Figure = {
  name: 'catch-up',
  title: 'What was missed while the connection was lost',
  measure: async (run) => {
    const { server, room } = run.parley;
    const client = 'parley';
    const axis = 'missed';
    await run.parley.fill({ messages: 100 });
    const { page } = await run.parley.openTab();
    for (const x of MISSED) {
      for (let round = 0; round < run.rounds; round += 1) {
        for (let count = 1; count < x; count += 1) server.write(room, `Missed ${count}`);
        const mark = `The newest of ${x}, round ${round}.`;
        server.write(room, mark);
        const requests = server.requests();
        const painted = paintedWith(page, mark);
        const begin = now();
        server.disconnect();
        run.record({
          cost: 'disconnected to newest painted, ms',
          client,
          axis,
          x,
          value: (await painted) - begin,
        });
        await server.quiet();
        run.record({ cost: 'requests', client, axis, x, value: server.requests() - requests });
      }
    }
    await page.close();
  },
};
