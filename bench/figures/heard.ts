import type { Page } from '../../server/browser/page.ts';
import type { Figure, Run } from '../figure.ts';
import { paintedWith } from '../observe.ts';
import { now } from '../server.ts';
import type { Contender } from '../world.ts';

const VIEWS = [1, 4];
const AXIS = 'views';

const measure = async (
  run: Run,
  { client, server, room }: Contender,
  pages: readonly Page[],
  mark: string,
) => {
  const painted = Promise.all(pages.map((page) => paintedWith(page, mark)));
  // All pages watch before it is said.
  await Promise.all(pages.map((page) => page.evaluate(() => undefined)));
  const begin = now();
  server.say(room, mark);
  const last = Math.max(...(await painted));
  run.record({
    cost: 'said to painted in every view, ms',
    client,
    axis: AXIS,
    x: pages.length,
    value: last - begin,
  });
};

export const heard: Figure = {
  name: 'heard',
  title: 'A message that is heard, with views open',
  measure: async (run) => {
    await run.parley.fill({ messages: 100 });
    for (const x of VIEWS) {
      const open = await Promise.all(
        run.contenders.map(async (contender) => {
          const pages: Page[] = [];
          while (pages.length < x) pages.push((await contender.openTab()).page);
          return { contender, pages };
        }),
      );
      for (let round = -3; round < 10 * run.rounds; round += 1) {
        for (const { contender, pages } of open) {
          // The first ones compile the code.
          const record = round < 0 ? () => {} : run.record;
          await measure({ ...run, record }, contender, pages, `heard ${x} ${round}.`);
        }
      }
      for (const { pages } of open) for (const page of pages) await page.close();
    }
  },
};
