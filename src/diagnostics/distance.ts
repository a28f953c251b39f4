/** How many characters have to be changed, added or removed to make one text the other. */
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

/** So near that it is the same one, written wrongly. */
const NEAR = 2;

/** The id that was most likely meant, among others; undefined where none is near. The same id is not wrong. */
export const nearestId = (id: string, others: readonly string[]): string | undefined =>
  others
    .map((other) => ({ other, distance: editDistance(id, other) }))
    .filter(({ distance }) => distance > 0 && distance <= Math.min(NEAR, id.length - 1))
    .sort((a, b) => a.distance - b.distance)[0]?.other;
