import type { Figure } from '../figure.ts';

const ROOMS = [2, 50, 500];

export const rooms: Figure = {
  name: 'rooms',
  title: 'Opening the popup with many rooms, while the worker does not run',
  measure: async (run) => {
    for (const x of ROOMS) {
      await run.parley.fill({ messages: 100, rooms: x });
      for (let round = -1; round < run.rounds; round += 1) {
        await run.parley.worker.stop();
        const { page, ms } = await run.parley.openPopup();
        if (round >= 0)
          run.record({ cost: 'click to painted, ms', client: 'parley', axis: 'rooms', x, value: ms });
        const begin = performance.now();
        await page.waitForRole('status', 'Connection');
        await page.byRole('status', 'Connection').waitForText(/^Connected/, { timeout: 60_000 });
        const value = ms + performance.now() - begin;
        if (round >= 0)
          run.record({ cost: 'click to connected, ms', client: 'parley', axis: 'rooms', x, value });
        await page.close();
      }
    }
  },
};
