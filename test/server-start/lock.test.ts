import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockFolder } from '../../server/start/lock.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('gives a folder to one at a time', async () => {
  const first = await lockFolder(folder);
  expect(first).toBeDefined();
  expect(await lockFolder(folder)).toBeUndefined();
  const other = await lockFolder(`${folder}-other`);
  expect(other).toBeDefined();
  await other?.release();
  await first?.release();
  const second = await lockFolder(folder);
  expect(second).toBeDefined();
  await second?.release();
});

it('takes a folder over from a process that was killed', async () => {
  const lock = new URL('../../server/start/lock.ts', import.meta.url).href;
  const script = `import(${JSON.stringify(lock)}).then(async ({ lockFolder }) => {
    await lockFolder(${JSON.stringify(folder)});
    console.log('locked');
    setInterval(() => {}, 1000);
  })`;
  const holder = spawn(process.execPath, ['--import', 'tsx', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  expect(await lockFolder(folder)).toBeUndefined();
  const gone = once(holder, 'exit');
  holder.kill('SIGKILL');
  await gone;
  const taken = await lockFolder(folder);
  expect(taken).toBeDefined();
  await taken?.release();
});
