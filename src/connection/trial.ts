import { closeEffects, log, openRoute } from './attempt.ts';
import type { Circumstances, OpenMachine, Transition } from './machine.ts';
import { fitRoutes, transportOptions } from './target.ts';
import { laterUpgrade, startTrial } from './upgrade.ts';

/** Opens a second transport on the best route, as a trial; while something is under way, later. */
export const beginTrial = (machine: OpenMachine, { now, isBusy }: Circumstances): Transition => {
  const { goal, upgrade, connectionId } = machine;
  const [best, ...others] = fitRoutes(goal);
  if (!upgrade || !best) return [machine];
  if (isBusy) return [{ ...machine, upgrade: laterUpgrade(upgrade, now) }];
  const trialId = `${connectionId}-${upgrade.trials}`;
  return [
    { ...machine, upgrade: startTrial(upgrade, trialId, best, now) },
    { type: 'open-trial', trialId, options: transportOptions(goal.target, best, others.length === 0) },
  ];
};

/** Ends a trial: upgrades to the best route where it opened, else schedules the next trial. */
export const endTrial = (
  machine: OpenMachine,
  isFound: boolean,
  circumstances: Circumstances,
): Transition => {
  const { common, goal, upgrade } = machine;
  const [best] = fitRoutes(goal);
  if (upgrade?.type !== 'trying' || !best) return [machine];
  if (!isFound || circumstances.isBusy) {
    return [{ ...machine, upgrade: laterUpgrade(upgrade, circumstances.now) }, { type: 'close-trial' }];
  }
  const [next, ...effects] = openRoute(common, goal, 0, circumstances);
  return [next, log('route upgrade', best.type), ...closeEffects(machine), ...effects];
};
