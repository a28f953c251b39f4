import type { Client, Point } from './samples.ts';

const CLIENTS: readonly Client[] = ['parley', 'bare', 'web'];

/** Three digits. */
export const written = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

/** One line of the table: a cost at one x, for each client. */
interface Line extends Pick<Point, 'figure' | 'cost' | 'axis' | 'x'> {
  by: Partial<Record<Client, Point>>;
}

export const linesOf = (points: readonly Point[]): Line[] => {
  const lines = new Map<string, Line>();
  for (const point of points) {
    const { figure, cost, axis, x, client } = point;
    const key = JSON.stringify([figure, cost, x]);
    const line = lines.get(key) ?? { figure, cost, axis, x, by: {} };
    line.by[client] = point;
    lines.set(key, line);
  }
  return [...lines.values()];
};

const cell = (point: Point | undefined): string =>
  point ? `${written(point.median)} (${written(point.low)}–${written(point.high)})` : '–';

/** How many times the bare client's cost it is. */
const ratio = ({ by: { parley, bare } }: Line): string =>
  parley && bare && bare.median > 0 ? `${(parley.median / bare.median).toFixed(1)} x` : '';

/** The table: medians, with the quartiles in brackets. */
export const tableOf = (points: readonly Point[]): string => {
  const head = ['what', 'at', ...CLIENTS, 'of bare', 'runs'];
  const rows = linesOf(points).map((line) => [
    `${line.figure}: ${line.cost}`,
    `${line.x} ${line.axis}`,
    ...CLIENTS.map((client) => cell(line.by[client])),
    ratio(line),
    String(Math.max(...Object.values(line.by).map(({ count }) => count))),
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const lineOf = (row: readonly string[]): string =>
    row
      .map((text, column) =>
        column < 2 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0),
      )
      .join('  ');
  return [head, ...rows].map(lineOf).join('\n');
};
