import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '../../server/browser/page.ts';
import { busyTime } from '../client.ts';
import type { Figure, Run } from '../figure.ts';
import { paintedWith } from '../observe.ts';
import { AGENT } from '../server.ts';
import type { Contender } from '../world.ts';

/** Chunks of a reply as the server sends them: about four letters each. */
const KINDS: Readonly<Record<string, (index: number) => string>> = {
  paragraphs: (index) => (index % 40 === 39 ? 'end.\n\n' : 'word '),
  'one code block': (index) => (index === 0 ? '```js\n' : index % 10 === 9 ? 'x;\n' : 'x + '),
  'one table': (index) =>
    index === 0 ? '| a | b |\n|---|---|\n' : index % 2 === 1 ? '| cell ' : '| cell |\n',
};
const LENGTHS = [2_000, 20_000];
/** So many in a burst, and so long a pause after it (ms): 2,000 a second. */
const BURST = 20;
const PAUSE_MS = 10;

type Globals = typeof globalThis & { longTasks: number[] };

const watchTasks = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const tasks: number[] = [];
    Object.assign(globalThis, { longTasks: tasks });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    }).observe({ type: 'longtask' });
  });

const measure = async (
  run: Run,
  contender: Contender,
  page: Page,
  kind: string,
  x: number,
): Promise<void> => {
  const { client, server, room } = contender;
  const messageId = randomUUID();
  const chunkOf = KINDS[kind] ?? (() => '');
  const mark = `end of ${messageId}`;
  await watchTasks(page);
  const before = await busyTime(page);
  const painted = paintedWith(page, mark);
  // A bare client appends to the message that it has.
  if (client === 'bare') server.say(room, '');
  let text = '';
  for (let index = 0; index < x; index += 1) {
    const chunk = index === x - 1 ? `\n\n${mark}` : chunkOf(index);
    text += chunk;
    server.emit('messageStreamChunk', { messageId, chunk, index, agentId: AGENT, channelId: room });
    if (index % BURST === BURST - 1) await delay(PAUSE_MS);
  }
  await painted;
  const busy = (await busyTime(page)) - before;
  const tasks = await page.evaluate(() => (globalThis as Globals).longTasks);
  if (client === 'parley') server.sayAs(messageId, room, text);
  const axis = 'chunks';
  run.record({ cost: `${kind}: processor time of the page, ms`, client, axis, x, value: busy });
  run.record({ cost: `${kind}: longest task, ms`, client, axis, x, value: Math.max(0, ...tasks) });
};

export const stream: Figure = {
  name: 'stream',
  title: 'A reply that streams into a room of ten thousand messages',
  measure: async (run) => {
    await run.parley.fill({ messages: 10_000 });
    const open = await Promise.all(
      run.contenders.map(async (contender) => ({ contender, page: (await contender.openTab()).page })),
    );
    for (const kind of Object.keys(KINDS)) {
      for (const x of LENGTHS) {
        for (let round = 0; round < Math.min(3, run.rounds); round += 1) {
          for (const { contender, page } of open) await measure(run, contender, page, kind, x);
        }
      }
    }
    for (const { page } of open) await page.close();
  },
};
