import type { Figure, Run } from '../figure.ts';
import type { Contender } from '../world.ts';

const STORED = [100, 10_000];
const AXIS = 'messages stored';

const measureAlive = async (run: Run, contender: Contender, x: number): Promise<void> => {
  const { client } = contender;
  const opened = await contender.openPopup();
  run.record({ cost: 'worker alive: click to painted, ms', client, axis: AXIS, x, value: opened.ms });
  await opened.page.close();
  const { page, busy, requests } = await contender.openTab();
  run.record({ cost: 'worker alive: processor time of the page, ms', client, axis: AXIS, x, value: busy });
  run.record({ cost: 'files asked for', client, axis: AXIS, x, value: requests });
  await page.close();
};

const measureDead = async (run: Run, contender: Contender, x: number): Promise<void> => {
  const { client } = contender;
  await contender.worker.stop();
  const { page, ms } = await contender.openPopup();
  run.record({ cost: 'worker dead: click to painted, ms', client, axis: AXIS, x, value: ms });
  await page.close();
};

export const open: Figure = {
  name: 'open',
  title: 'Opening the popup',
  measure: async (run) => {
    for (const x of STORED) {
      await run.parley.fill({ messages: x });
      // The first opening compiles the code.
      for (const contender of run.contenders) await (await contender.openPopup()).page.close();
      for (let round = 0; round < run.rounds; round += 1) {
        for (const contender of run.contenders) await measureAlive(run, contender, x);
        for (const contender of run.contenders) await measureDead(run, contender, x);
      }
    }
  },
};
