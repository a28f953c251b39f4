import type { Client, Point } from './samples.ts';
import { linesOf, written } from './table.ts';

const COLOURS: Record<Client, string> = { parley: '#2563eb', bare: '#6b7280', web: '#d97706' };
const NAMES: Record<Client, string> = { parley: 'Parley', bare: 'bare client', web: 'ElizaOS web client' };
const WIDTH = 420;
const HEIGHT = 220;
const LEFT = 56;
const BOTTOM = 28;

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

interface Scales {
  x(value: number): number;
  y(value: number): number;
}

/** One client's curve: the medians joined, the quartiles as bars. */
const curve = (client: Client, points: readonly Point[], { x, y }: Scales): string => {
  const line = points.map((point) => `${x(point.x)},${y(point.median)}`).join(' ');
  const bars = points.map(
    (point) =>
      `<line x1="${x(point.x)}" x2="${x(point.x)}" y1="${y(point.low)}" y2="${y(point.high)}"/>` +
      `<circle cx="${x(point.x)}" cy="${y(point.median)}" r="3"><title>${written(point.median)} at ${point.x}</title></circle>`,
  );
  const colour = COLOURS[client];
  return `<g stroke="${colour}" fill="${colour}"><polyline fill="none" points="${line}"/>${bars.join('')}</g>`;
};

const clientsOf = (points: readonly Point[]): Client[] => [...new Set(points.map(({ client }) => client))];

/** A cost over what it may grow with; x is placed by its order, since it grows by powers. */
const plot = (points: readonly Point[]): string => {
  const xs = [...new Set(points.map(({ x }) => x))].sort((a, b) => a - b);
  const most = Math.max(...points.map(({ high }) => high), Number.MIN_VALUE);
  const step = (WIDTH - LEFT - 40) / Math.max(1, xs.length - 1);
  const scales: Scales = {
    x: (value) => LEFT + 20 + xs.indexOf(value) * step,
    y: (value) => HEIGHT - BOTTOM - (value / most) * (HEIGHT - BOTTOM - 12),
  };
  const ticks = xs.map((x) => `<text x="${scales.x(x)}" y="${HEIGHT - 8}" text-anchor="middle">${x}</text>`);
  const levels = [0, most / 2, most].map(
    (level) =>
      `<text x="${LEFT - 6}" y="${scales.y(level) + 4}" text-anchor="end">${written(level)}</text>` +
      `<line x1="${LEFT}" x2="${WIDTH}" y1="${scales.y(level)}" y2="${scales.y(level)}" stroke="#ddd"/>`,
  );
  const curves = clientsOf(points).map((client) =>
    curve(
      client,
      points.filter((point) => point.client === client),
      scales,
    ),
  );
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">${levels.join('')}${ticks.join('')}${curves.join('')}</svg>`;
};

const section = (points: readonly Point[]): string => {
  const [first] = points;
  if (!first) return '';
  return `<figure><figcaption>${escaped(`${first.figure}: ${first.cost}`)}</figcaption>${plot(points)}<p>over ${escaped(first.axis)}</p></figure>`;
};

const row = (line: ReturnType<typeof linesOf>[number]): string => {
  const cells = (['parley', 'bare', 'web'] as const).map((client) => {
    const point = line.by[client];
    return `<td>${point ? `${written(point.median)} <small>${written(point.low)}–${written(point.high)}</small>` : ''}</td>`;
  });
  return `<tr><th>${escaped(`${line.figure}: ${line.cost}`)}</th><td>${line.x} ${escaped(line.axis)}</td>${cells.join('')}</tr>`;
};

const STYLE = `body{font:14px/1.5 system-ui;margin:2rem auto;max-width:1000px;padding:0 1rem}
main{display:grid;grid-template-columns:repeat(auto-fill,minmax(420px,1fr));gap:1rem}figure{margin:0}figcaption{font-weight:600}
svg{width:100%;font-size:11px}figure p{margin:0;text-align:center;font-size:12px}table{border-collapse:collapse}
th,td{text-align:left;padding:.2rem .6rem;border-bottom:1px solid #ddd;font-weight:400}td small{color:#666}`;

/** A page that needs nothing else: a plot of each cost over what it may grow with, and the table. */
export const htmlOf = (machine: string, points: readonly Point[]): string => {
  const groups = new Map<string, Point[]>();
  for (const point of points) {
    const key = JSON.stringify([point.figure, point.cost]);
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  const legend = clientsOf(points).map(
    (client) => `<b style="color:${COLOURS[client]}">${NAMES[client]}</b>`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Parley: what it costs</title><style>${STYLE}</style>
<h1>What it costs</h1><p>${escaped(machine)}. Medians, with the quartiles. ${legend.join(', ')}.</p>
<main>${[...groups.values()].map(section).join('\n')}</main>
<h2>All values</h2><table><tr><th>what<th>at<th>Parley<th>bare<th>web client</tr>${linesOf(points).map(row).join('\n')}</table></html>
`;
};
