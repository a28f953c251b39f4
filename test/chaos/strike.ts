import { isTargetGone } from '../../server/browser/call.ts';
import type { Phase } from './facts.ts';
import type { Sight } from './frames.ts';
import { tokenOf } from './judge.ts';
import type { Person } from './person.ts';
import type { Grip, Strike } from './schedule.ts';
import type { World } from './world.ts';

/** Resolves to the time of death. */
const kill = ({ killWorker, killServer, killBrowser }: World, victim: Strike['victim']): Promise<number> => {
  switch (victim) {
    case 'worker':
      return killWorker();
    case 'server':
      return killServer();
    case 'browser':
      return killBrowser();
    default:
      return victim satisfies never;
  }
};

/** How long to wait for the moment to strike, in ms; then it strikes all the same. */
const MOMENT_LIMIT_MS = 45_000;

/** Whether what is seen on the line is the moment to strike in a phase. */
const isMoment = (phase: Phase, sight: Sight, token: string | undefined, wanted: string): boolean => {
  switch (phase) {
    case 'emitted':
      return sight.type === 'send' && token === wanted;
    case 'acknowledged':
      return sight.type === 'ack' && token === wanted;
    case 'mid-stream':
      return sight.type === 'chunk';
    case 'before the commit':
    case 'committed':
      return false;
    default:
      return phase satisfies never;
  }
};

const takeHold = ({ proxy }: World, grip: Grip): void => {
  switch (grip.grip) {
    case 'none':
    case 'refuse':
      return;
    case 'hold':
      proxy.hold(grip.ms, grip.ending);
      return;
    case 'before':
      proxy.stall();
      return;
    case 'after':
      // It is forwarded when all who look at it have looked.
      setImmediate(() => proxy.stall());
      return;
    default:
      grip satisfies never;
  }
};

/** The moment: resolves where the line carries what the phase begins with. */
const momentOn = (world: World, { phase, grip }: Strike, wanted: string): Promise<void> =>
  new Promise((resolve) => {
    let acknowledged = phase !== 'mid-stream';
    const end = (): void => {
      off();
      clearTimeout(late);
      resolve();
    };
    const off = world.onSight((sight, token) => {
      if (sight.type === 'ack' && token === wanted) acknowledged = true;
      if (!acknowledged || !isMoment(phase, sight, token, wanted)) return;
      takeHold(world, grip);
      end();
    });
    const late = setTimeout(() => {
      world.chronicle.note(`no moment to strike ${wanted} ${phase}`);
      end();
    }, MOMENT_LIMIT_MS);
  });

/** Presses Enter, and kills before anything can have come of it. */
const killAtEnter = async (world: World, person: Person, how: Strike, text: string): Promise<number> => {
  const page = await person.write('tab', text);
  const enter = async (): Promise<void> => {
    await page.press('Enter').catch((error: unknown) => {
      if (!isTargetGone(error)) throw error;
    });
  };
  if (how.victim === 'worker') return world.killWorker(enter);
  const entered = enter();
  const killed = await kill(world, how.victim);
  await entered;
  return killed;
};

/** When it was dead. */
const struck = async (world: World, person: Person, how: Strike, text: string): Promise<number> => {
  switch (how.phase) {
    case 'before the commit':
      return killAtEnter(world, person, how, text);
    case 'committed': {
      if (how.grip.grip === 'refuse') await world.proxy.refuse();
      const shown = world.facts.untilShown(tokenOf(text) ?? text);
      await person.press('tab', text);
      await shown;
      return kill(world, how.victim);
    }
    case 'emitted':
    case 'acknowledged':
    case 'mid-stream': {
      const moment = momentOn(world, how, tokenOf(text) ?? text);
      await person.press('tab', text);
      await moment;
      return kill(world, how.victim);
    }
    default:
      return how.phase satisfies never;
  }
};

/** Types a message and kills somebody while it is on its way. Resolves to the phase in which it struck. */
export const strike = async (world: World, person: Person, how: Strike): Promise<Phase> => {
  const text = person.newText(how.phase === 'mid-stream');
  await world.restoreServer();
  await world.view('tab');
  const killed = await struck(world, person, how, text);
  const phase = world.facts.phaseAt(tokenOf(text) ?? text, killed);
  if (how.victim === 'browser') await world.restoreBrowser();
  world.proxy.resume();
  await world.proxy.heal();
  await person.see('tab', text);
  // It takes seconds to come up: what is typed meanwhile waits for it.
  if (how.victim === 'server')
    world.restoreServer().catch((error: unknown) => world.chronicle.note(String(error)));
  return phase;
};
