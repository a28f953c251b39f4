import { setTimeout as delay } from 'node:timers/promises';
import type { Figure, Run } from '../figure.ts';
import { timeWhenIdle } from '../processor.ts';
import type { Contender } from '../world.ts';

const UNREAD = [0, 5_000, 20_000];
const MESSAGES = 20;
const PAUSE_MS = 20;

const measure = async (run: Run, contender: Contender, x: number): Promise<void> => {
  const { client, server, room } = contender;
  const before = await timeWhenIdle(contender);
  for (let count = 0; count < MESSAGES; count += 1) {
    server.say(room, `Unread ${count}`);
    await delay(PAUSE_MS);
  }
  const value = ((await timeWhenIdle(contender)) - before) / MESSAGES;
  run.record({ cost: 'processor time of the browser for each, ms', client, axis: 'unread', x, value });
};

export const unread: Figure = {
  name: 'unread',
  title: 'A message that is heard in a room with unread ones, without a view',
  measure: async (run) => {
    for (const x of UNREAD) {
      await (await run.bare.openPopup()).page.close();
      await run.parley.fill({ messages: x + 100, unread: x });
      // The worker runs again, and no view marks anything as read.
      await run.parley.wake();
      for (let round = 0; round < run.rounds; round += 1) {
        for (const contender of run.contenders) await measure(run, contender, x);
      }
    }
  },
};
