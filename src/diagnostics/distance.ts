/** The Levenshtein distance: how many characters to change, add or remove to turn `a` into `b`. */
export const editDistance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    let previous = i + 1;
    const next = [previous];
    for (const [j, other] of [...b].entries()) {
      previous = Math.min((row[j + 1] ?? 0) + 1, previous + 1, (row[j] ?? 0) + (letter === other ? 0 : 1));
      next.push(previous);
    }
    row = next;
  }
  return row.at(-1) ?? a.length;
};

/** Up to this distance an id counts as a mistyped other one. */
const NEAR = 2;

/** The nearest of `others` within `NEAR` characters of `id`; undefined where none is. Equal ids do not count. */
export const nearestId = (id: string, others: readonly string[]): string | undefined =>
  others
    .map((other) => ({ other, distance: editDistance(id, other) }))
    .filter(({ distance }) => distance > 0 && distance <= Math.min(NEAR, id.length - 1))
    .sort((a, b) => a.distance - b.distance)[0]?.other;
