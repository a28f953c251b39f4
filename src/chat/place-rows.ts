import { justBefore, placeBetween } from '../model/order.ts';

/** A row of a list in the server's order. */
export interface PlacedRow {
  /** Its time, or an order that it had elsewhere: it starts from there. */
  at: number;
  /** Where it stands; undefined where it has to be placed. */
  order: number | undefined;
  /** A message of ours that waited stays below what it was written below: at this order or after it. */
  floor?: number | undefined;
}

/** Orders that all placed rows are between, both exclusive. */
export interface RowBounds {
  above?: number | undefined;
  below?: number | undefined;
}

/**
 * The orders of rows, oldest first. Those that have one keep it. The others go between their neighbours, and after
 * `above` whatever their times say: rows that stand above that are no neighbours.
 */
export const placeRows = (rows: readonly PlacedRow[], bounds: RowBounds = {}): number[] => {
  const { above } = bounds;
  const isNeighbour = ({ order }: PlacedRow): boolean =>
    order === undefined || above === undefined || order > above;
  const placed = placeNeighbours(rows.filter(isNeighbour), bounds);
  return rows.flatMap((row) => (isNeighbour(row) ? placed.shift() : row.order) ?? []);
};

const placeNeighbours = (rows: readonly PlacedRow[], { above, below }: RowBounds): number[] => {
  const orders = rows.map(({ order }) => order);
  for (let start = 0; start < rows.length; start += 1) {
    if (orders[start] !== undefined) continue;
    const run = runFrom(rows, start);
    const end = start + run.length;
    // A row that stands out of the server's order, since its clock jumped, may be further up than those before it.
    const beneath = newest(
      undefined,
      ...orders
        .slice(0, start)
        .filter((order) => order !== undefined && (below === undefined || order < below)),
    );
    const { floor } = rows[start] ?? {};
    const lower = newest(beneath, above, floor === undefined ? undefined : justBefore(floor));
    const over = rows
      .slice(end)
      .find(({ order }) => order !== undefined && (lower === undefined || order > lower))?.order;
    const upper = oldest(over, below);
    const placed = placeBetween(
      run.map(({ at }) => at),
      {
        lower,
        upper: lower !== undefined && upper !== undefined && upper <= lower ? undefined : upper,
        isComplete: beneath !== undefined || floor !== undefined,
      },
    );
    for (const [index, order] of placed.entries()) orders[start + index] = order;
  }
  return orders.flatMap((order) => order ?? []);
};

/** The rows from `start` that are placed together: a message of ours that waited is placed by itself. */
const runFrom = (rows: readonly PlacedRow[], start: number): readonly PlacedRow[] => {
  if (rows[start]?.floor !== undefined) return rows.slice(start, start + 1);
  const length = rows
    .slice(start)
    .findIndex(({ order, floor }) => order !== undefined || floor !== undefined);
  return rows.slice(start, length < 0 ? undefined : start + length);
};

/** The newest of some orders; undefined where there is none. */
export const newest = (...orders: (number | undefined)[]): number | undefined =>
  orders.reduce((most, order) =>
    order !== undefined && (most === undefined || order > most) ? order : most,
  );

const oldest = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
