import { describe, expect, it } from 'vitest';
import { createLifetime, EndingError } from '../../server/start/lifetime.ts';

const setUp = () => {
  const log: string[] = [];
  const lifetime = createLifetime((error) => void log.push(`complaint: ${error}`));
  const holdNow = (name: string) =>
    lifetime.hold(
      async () => name,
      async (started) => void log.push(`stop ${started}`),
    );
  return { log, lifetime, holdNow };
};

describe('createLifetime', () => {
  it('ends all that was started, the last one first, once', async () => {
    const { log, lifetime, holdNow } = setUp();
    expect(await holdNow('server')).toBe('server');
    await holdNow('browser');
    expect(lifetime.isEnding).toBe(false);
    await Promise.all([lifetime.end(), lifetime.end()]);
    expect(log).toEqual(['stop browser', 'stop server']);
    expect(lifetime.isEnding).toBe(true);
  });

  it('waits for what is still starting, ends it, and tells its starter', async () => {
    const { log, lifetime } = setUp();
    let finish = (_: string): void => {};
    const starting = lifetime.hold(
      () =>
        new Promise<string>((resolve) => {
          finish = resolve;
        }),
      async (started) => void log.push(`stop ${started}`),
    );
    const told = expect(starting).rejects.toThrow(EndingError);
    expect(lifetime.signal.aborted).toBe(false);
    const ended = lifetime.end();
    expect(lifetime.signal.aborted).toBe(true);
    expect(log).toEqual([]);
    finish('late');
    await ended;
    await told;
    expect(log).toEqual(['stop late']);
  });

  it('starts nothing once the end has begun', async () => {
    const { log, lifetime, holdNow } = setUp();
    await lifetime.end();
    await expect(holdNow('server')).rejects.toThrow(EndingError);
    expect(log).toEqual([]);
  });

  it('does not end what did not start, and goes on when something cannot be ended', async () => {
    const { log, lifetime, holdNow } = setUp();
    await holdNow('server');
    await expect(
      lifetime.hold(
        () => Promise.reject(new Error('no')),
        async () => void log.push('never'),
      ),
    ).rejects.toThrow('no');
    await lifetime.hold(
      async () => 'stubborn',
      () => Promise.reject(new Error('stuck')),
    );
    await lifetime.end();
    expect(log).toEqual(['complaint: Error: stuck', 'stop server']);
  });
});
