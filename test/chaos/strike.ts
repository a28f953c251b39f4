import type { Phase } from './facts.ts';
import type { Sight } from './frames.ts';
import { tokenOf } from './judge.ts';
import type { Person } from './person.ts';
import type { Grip, Strike } from './schedule.ts';
import type { World } from './world.ts';

const kill = ({ killWorker, killServer, killBrowser }: World, victim: Strike['victim']): Promise<void> => {
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
const MOMENT_LIMIT_MS = 15_000;

/** Whether what is seen on the line is the moment to strike in a phase. */
const isMoment = (phase: Phase, sight: Sight, token: string | undefined, wanted: string): boolean => {
  switch (phase) {
    case 'emitted':
      return sight.kind === 'send' && token === wanted;
    case 'acknowledged':
      return sight.kind === 'ack' && token === wanted;
    case 'mid-stream':
      return sight.kind === 'chunk';
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
      return;
    case 'frame':
      proxy.hold(grip.ms, grip.ending);
      return;
    case 'answer':
      // After this very frame has gone through.
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
      if (sight.kind === 'ack' && token === wanted) acknowledged = true;
      if (!acknowledged || !isMoment(phase, sight, token, wanted)) return;
      takeHold(world, grip);
      end();
    });
    const late = setTimeout(() => {
      world.chronicle.note(`no moment to strike ${wanted} ${phase}`);
      end();
    }, MOMENT_LIMIT_MS);
  });

/** Types a message and kills somebody while it is on its way. Resolves to the phase in which it struck. */
export const strike = async (world: World, person: Person, how: Strike): Promise<Phase> => {
  const text = person.newText(how.phase === 'mid-stream');
  const token = tokenOf(text) ?? text;
  await world.restoreServer();
  await world.view('tab');
  const killed = await struck(world, person, how, text);
  const phase = world.facts.phaseAt(token, killed);
  if (how.grip.grip === 'answer') world.proxy.resume();
  await recover(world, how);
  await world.proxy.heal();
  await person.see('tab', text);
  return phase;
};

/** When it was dead. */
const struck = async (world: World, person: Person, how: Strike, text: string): Promise<number> => {
  const token = tokenOf(text) ?? text;
  switch (how.phase) {
    case 'before the commit':
      await person.press('tab', text);
      await kill(world, how.victim);
      return Date.now();
    case 'committed':
      await world.proxy.refuse();
      await person.say('tab', text);
      await kill(world, how.victim);
      return Date.now();
    case 'emitted':
    case 'acknowledged':
    case 'mid-stream': {
      const moment = momentOn(world, how, token);
      await person.press('tab', text);
      await moment;
      await kill(world, how.victim);
      return Date.now();
    }
    default:
      return how.phase satisfies never;
  }
};

const recover = async (world: World, { victim }: Strike): Promise<void> => {
  if (victim === 'browser') await world.restoreBrowser();
  // A server takes seconds to come up: what is typed meanwhile waits for it.
  if (victim === 'server') void world.restoreServer();
};
