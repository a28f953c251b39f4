import { later } from '../model/time.ts';
import { openingTime, type Route, trialDelay } from '../transport/routes.ts';

/**
 * The search for the best route while another one is in use. `scheduled`: the next trial begins at `at`.
 * `trying`: a transport on the best route is being opened, until `deadline`. `trials`: how many were
 * scheduled; they become ever rarer.
 */
export type Upgrade =
  | { type: 'scheduled'; at: number; trials: number }
  | { type: 'trying'; trialId: string; deadline: number; trials: number };

/** The first trial, from the moment at which a worse route opened. */
export const firstUpgrade = (now: number): Upgrade => scheduled(0, now);

/** The next trial, after one that failed or would have interrupted something. */
export const laterUpgrade = ({ trials }: Upgrade, now: number): Upgrade => scheduled(trials, now);

/** A trial that begins now, on the given route. */
export const startTrial = ({ trials }: Upgrade, trialId: string, route: Route, now: number): Upgrade => ({
  type: 'trying',
  trialId,
  deadline: later(now, openingTime([route, route], 0)),
  trials,
});

/** When there is something to be done, in milliseconds since the epoch. */
export const upgradeDeadline = (upgrade: Upgrade): number =>
  upgrade.type === 'scheduled' ? upgrade.at : upgrade.deadline;

const scheduled = (trials: number, now: number): Upgrade => ({
  type: 'scheduled',
  at: later(now, trialDelay(trials)),
  trials: trials + 1,
});
