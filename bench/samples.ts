/** The clients that are compared. */
export type Client = 'parley' | 'bare' | 'web';

/** One measured value. */
export interface Sample {
  /** The name of the figure. */
  figure: string;
  /** What was measured, with its unit: `painted, ms`. */
  cost: string;
  client: Client;
  /** What the cost may grow with: `messages stored`. */
  axis: string;
  x: number;
  value: number;
}

/** The samples of one client at one x. `low` and `high`: the quartiles. */
export interface Point extends Omit<Sample, 'value'> {
  median: number;
  low: number;
  high: number;
  count: number;
}

const quantile = (sorted: readonly number[], share: number): number => {
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
};

/** One point for each client, cost and x, in the order in which they were measured first. */
export const pointsOf = (samples: readonly Sample[]): Point[] => {
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) {
    const key = JSON.stringify([sample.figure, sample.cost, sample.client, sample.x]);
    groups.set(key, [...(groups.get(key) ?? []), sample]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const sorted = group.map(({ value }) => value).sort((a, b) => a - b);
    if (!first) return [];
    const { value: _, ...what } = first;
    const at = (share: number): number => quantile(sorted, share);
    return [{ ...what, median: at(0.5), low: at(0.25), high: at(0.75), count: sorted.length }];
  });
};
