import { later } from '../model/time.ts';
import { openingTime, type Route, trialDelay } from '../transport/routes.ts';

/**
 * The upgrade to the best route while another one is in use. `scheduled`: the next trial begins at `at`. `trying`:
 * the best route may take until `deadline` to open. `trials`: how many trials were scheduled; the delay grows with
 * them. Times are in milliseconds since the epoch.
 */
export type Upgrade =
  | { type: 'scheduled'; at: number; trials: number }
  | { type: 'trying'; trialId: string; deadline: number; trials: number };

/** Schedules the first trial; `now`: when the worse route opened. */
export const firstUpgrade = (now: number): Upgrade => scheduled(0, now);

/** Schedules the next trial, after one that failed or was put off. */
export const laterUpgrade = ({ trials }: Upgrade, now: number): Upgrade => scheduled(trials, now);

/** Begins a trial on the given route. */
export const startTrial = ({ trials }: Upgrade, trialId: string, route: Route, now: number): Upgrade => ({
  type: 'trying',
  trialId,
  deadline: later(now, openingTime([route, route], 0)),
  trials,
});

/** When the next trial begins or the present one is given up, in milliseconds since the epoch. */
export const upgradeDeadline = (upgrade: Upgrade): number =>
  upgrade.type === 'scheduled' ? upgrade.at : upgrade.deadline;

const scheduled = (trials: number, now: number): Upgrade => ({
  type: 'scheduled',
  at: later(now, trialDelay(trials)),
  trials: trials + 1,
});
