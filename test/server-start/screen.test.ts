import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runningScreen } from '../../server/start/screen.ts';
import { step } from '../../server/start/step.ts';

it('says on one screen what runs where, and how to load the extension by hand', () => {
  const screen = runningScreen({
    server: 'ElizaOS, agent Eliza',
    url: 'http://localhost:3001',
    dist: '/home/ada/parley/dist',
    extensionId: 'abc',
    browser: '/usr/bin/chromium',
    data: undefined,
    pictures: undefined,
  });
  expect(screen.split('\n').length).toBeLessThanOrEqual(24);
  for (const word of [
    'http://localhost:3001',
    '/home/ada/parley/dist',
    'chrome://extensions',
    'Developer mode',
    'Load unpacked',
    'Ctrl-C',
  ])
    expect(screen).toContain(word);
  expect(screen).not.toMatch(/Conversations|Pictures|undefined/);
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('says that a long step goes on, and when it has ended', async () => {
  const said: string[] = [];
  let finish = (): void => {};
  const work = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const done = step(
    (line) => void said.push(line),
    'Building',
    () => work,
  );
  await vi.advanceTimersByTimeAsync(11_000);
  finish();
  await done;
  await vi.advanceTimersByTimeAsync(11_000);
  expect(said).toEqual(['Building …', '… Building: 5 s', '… Building: 10 s', 'Building: done in 11.0 s']);
});
