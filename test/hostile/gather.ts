import { databaseBound, VIEW_HEAP, WORKER_HEAP } from './bounds.ts';
import type { Collected } from './collect.ts';
import type { Range } from './judge.ts';
import { ownShownIn, readDatabase } from './witness.ts';
import type { World } from './world.ts';

/** Notes the heaps of the views. */
export const weighViews = async ({ views }: World, into: Collected): Promise<void> => {
  for (const { name, witness } of views) into.inUse(`heap of the ${name}`, await witness.heap(), VIEW_HEAP);
};

/** Notes what the database and the views have of the frames and of the user's messages, and what is in use. */
export const gather = async (world: World, into: Collected, range: Range): Promise<void> => {
  const { views, worker } = world;
  const stored = await readDatabase(views[0].page);
  into.foreign.push(...stored.foreign.map((token) => ({ what: `${token} in the database`, ...range })));
  into.reached = stored.reached.filter((token) => into.expected.has(token)).length;
  into.kept.push(...stored.own.map((message) => ({ ...message, where: 'database' })));
  for (const { name, page } of views) {
    into.kept.push(...(await ownShownIn(page)).map((message) => ({ ...message, where: name })));
  }
  into.inUse('heap of the worker', await worker.heap(), WORKER_HEAP);
  await weighViews(world, into);
  into.inUse('database', stored.bytes, databaseBound(into.expected.size));
};
