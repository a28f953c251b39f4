import type { Page } from '../../server/browser/page.ts';
import type { Figure, Run } from '../figure.ts';
import { keyPressedAt, paintedWith } from '../observe.ts';
import type { Contender } from '../world.ts';

const measure = async (run: Run, { client, server }: Contender, page: Page, text: string): Promise<void> => {
  await page.focus('textarea');
  await page.keyboard.type(text);
  const arrived = server.nextMessage();
  await page.keyboard.press('Enter');
  const value = (await arrived) - (await keyPressedAt(page));
  run.record({ cost: 'Enter to the frame at the server, ms', client, axis: 'messages', x: 1, value });
  // What it does afterwards must not be measured with the next one.
  if (client === 'parley') await paintedWith(page, text);
};

export const enter: Figure = {
  name: 'enter',
  title: 'Enter, until the message is at the server',
  measure: async (run) => {
    await run.parley.fill({ messages: 100 });
    const open = await Promise.all(
      run.contenders.map(async (contender) => ({ contender, page: (await contender.openTab()).page })),
    );
    for (let round = -3; round < 10 * run.rounds; round += 1) {
      for (const { contender, page } of open) {
        const record = round < 0 ? () => {} : run.record;
        await measure({ ...run, record }, contender, page, `entered ${round}`);
        await page.waitFor(
          () =>
            [...document.querySelectorAll('article[data-state]')].every(
              (own) => own instanceof HTMLElement && own.dataset.state === 'sent',
            ),
          [],
        );
      }
    }
    for (const { page } of open) await page.close();
  },
};
