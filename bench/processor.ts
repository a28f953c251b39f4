import { setTimeout as delay } from 'node:timers/promises';
import type { Contender } from './world.ts';

/** The processor time of all processes of the client's browser until now (ms). */
const browserTime = async ({ browser }: Contender): Promise<number> => {
  const session = await browser.puppeteer.target().createCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.reduce((sum, { cpuTime }) => sum + 1000 * cpuTime, 0);
};

const PAUSE_MS = 1_000;
/** So little processor time in a pause (ms) is what a browser takes that has nothing to do. */
const IDLE_MS = 30;

/** Waits until the browser has nothing more to do; resolves to its processor time until then (ms). */
export const timeWhenIdle = async (contender: Contender): Promise<number> => {
  for (let before = await browserTime(contender); ; ) {
    await delay(PAUSE_MS);
    const after = await browserTime(contender);
    if (after - before < IDLE_MS) return before;
    before = after;
  }
};
