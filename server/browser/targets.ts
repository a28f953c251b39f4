import type { Protocol } from 'devtools-protocol';
import type { Cdp } from './cdp.ts';

type TargetInfo = Protocol.Target.TargetInfo;

/** What runs in the browser, without being attached to it: an attachment would keep a worker alive. */
export interface Targets {
  all(): TargetInfo[];
  /** Resolves to the first target for which `test` holds, now or later. */
  waitFor(test: (target: TargetInfo) => boolean, what: string, timeout?: number): Promise<TargetInfo>;
  /** Resolves when no target is left for which `test` holds. */
  waitForNone(test: (target: TargetInfo) => boolean, what: string, timeout?: number): Promise<void>;
}

const TARGET_WAIT_MS = 10_000;

export const watchTargets = async (cdp: Cdp): Promise<Targets> => {
  const known = new Map<string, TargetInfo>();
  const waiting = new Set<() => void>();
  const changed = (): void => {
    for (const look of [...waiting]) look();
  };
  const set = ({ targetInfo }: { targetInfo: TargetInfo }): void => {
    known.set(targetInfo.targetId, targetInfo);
    changed();
  };
  cdp.on('Target.targetCreated', set);
  cdp.on('Target.targetInfoChanged', set);
  cdp.on('Target.targetDestroyed', ({ targetId }) => {
    known.delete(targetId);
    changed();
  });
  await cdp.send('Target.setDiscoverTargets', { discover: true, filter: [{}] });

  const until = <T>(look: () => T | undefined, what: string, timeout = TARGET_WAIT_MS): Promise<T> =>
    new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        waiting.delete(check);
      };
      const check = (): void => {
        const value = look();
        if (value === undefined) return;
        end();
        resolve(value);
      };
      const timer = setTimeout(() => {
        end();
        const urls = [...known.values()].map(({ type, url }) => `${type} ${url}`).join('\n');
        reject(new Error(`${what}: not within ${timeout} ms. There are:\n${urls}`));
      }, timeout);
      waiting.add(check);
      check();
    });

  const all = (): TargetInfo[] => [...known.values()];
  return {
    all,
    waitFor: (test, what, timeout) => until(() => all().find(test), what, timeout),
    waitForNone: async (test, what, timeout) => {
      await until(() => (all().some(test) ? undefined : true), what, timeout);
    },
  };
};
