import type { Activity } from '../../chat/change.ts';

/** Somebody came, or went. */
export type Coming = NonNullable<Activity['presence']>[number];

/** Lines that can be read at a glance. */
const LINES = 5;

/** Who came or went between `before` and `after`, added to the lines that stand there already. */
export const comings = (lines: readonly Coming[], before: Activity, after: Activity): readonly Coming[] => {
  const known = before.presence ?? [];
  const fresh = (after.presence ?? []).filter(
    ({ who, joined }) => !known.some((person) => person.who === who && person.joined === joined),
  );
  return fresh.length === 0 ? lines : [...lines, ...fresh].slice(-LINES);
};

/** How many are known to be here: the user, the agent whose room it is, and who came and stayed. */
export const headCount = ({ presence = [] }: Activity, agentId: string | undefined): number =>
  1 +
  (agentId === undefined ? 0 : 1) +
  presence.filter(({ who, joined }) => joined && who !== agentId).length;
