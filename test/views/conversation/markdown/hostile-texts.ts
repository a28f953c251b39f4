/** Texts that are made to take long: pieces, repeated, nested, and set in lines. All come from a seed. */

const PIECES = [
  ...'abA1_.,;:()[]{}<>"\'`/\\*+-=!?@#$%^&|~é中。）'.split(''),
  ' ',
  '  ',
  '\t',
  '\n',
  '\n\n',
  ' \n',
  '  \n',
  '\\\n',
  'a ',
  'a\n',
  '- ',
  '* ',
  '+ ',
  '1. ',
  '1) ',
  '> ',
  '>',
  '# ',
  '#',
  '- \n',
  '-\n',
  '---\n',
  '===\n',
  '***\n',
  '    ',
  '\n    a',
  '```',
  '```\n',
  '~~~\n',
  '~~',
  '**',
  '__',
  'a_**',
  '**a$',
  '*a',
  'a*',
  '_a ',
  '~a',
  '![',
  '](',
  '[]',
  '[a]',
  '[a](',
  '[a](b)',
  '[a][',
  '[a]: b\n',
  '[a]:',
  '[a](b "',
  "[a](b '",
  '[a](<b',
  '![a](b)',
  '(b)',
  '- [ ] ',
  '[x] ',
  '[^1]',
  '<a>',
  '</a>',
  '<a ',
  '<a b="',
  '<!--',
  '-->',
  '<?',
  '<!A',
  '<![CDATA[',
  '<div>\n',
  '<script>',
  '<b@c.d>',
  '<http://a>',
  'http://',
  'https://a.b/',
  'http://a.b)',
  'http://a&amp;',
  'http://a_',
  'www.',
  'www.a.b',
  'a@b.',
  'a@b.c',
  '@a',
  'mailto:',
  'xmpp:a@b.c/',
  '&',
  '&amp;',
  '&a;',
  '&ngE;',
  '&#1;',
  '&#x',
  '|',
  '| a ',
  '|-',
  ':-:|',
  'a|b\n-|-\n',
  '\\|',
  '\\*',
  '\\[',
  '\\`',
  '中文**',
  '**中',
  '$a$',
  '\0',
  '\r\n',
  '\u200b',
  '\ufe0f',
  '👍',
  '\ud800',
];

const PAIRS: readonly (readonly [open: string, close: string])[] = [
  ['[', ']'],
  ['![', '](a)'],
  ['[', '](a)'],
  ['(', ')'],
  ['*a ', ' b*'],
  ['**a ', ' b**'],
  ['_a ', ' b_'],
  ['~a ', ' b~'],
  ['*a **b ', '** c*'],
  ['<', '>'],
  ['<a>', '</a>'],
  ['"', '"'],
  ['`', '``'],
  ['**', '*'],
  ['[a](', ')'],
  ['> ', ''],
  ['- ', ''],
  ['1. ', ''],
  ['> - ', ''],
];

/** A text of about `length` characters; the same one, only longer, for a greater length. */
export interface Hostile {
  name: string;
  make(length: number): string;
}

export type Random = () => number;

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export const randomOf = (seed: number): Random => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};

export const pick = <T>(random: Random, from: readonly T[]): T => {
  const picked = from[Math.floor(random() * from.length)];
  if (picked === undefined) throw new Error('there is nothing to pick from');
  return picked;
};

const fill = (unit: string, length: number): string =>
  unit.repeat(Math.max(1, Math.ceil(length / Math.max(1, unit.length)))).slice(0, length);

const named = (name: string, make: (length: number) => string): Hostile => ({ name, make });
const told = (text: string): string => JSON.stringify(text).slice(1, -1);

export const repeated = (unit: string, before = '', after = ''): Hostile =>
  named(`${told(before)}(${told(unit)})*${told(after)}`, (length) => {
    const rest = Math.max(unit.length, length - before.length - after.length);
    return before + fill(unit, rest) + after;
  });

const nested = ([open, close]: readonly [string, string], middle: string): Hostile =>
  named(`(${told(open)})^n ${told(middle)} (${told(close)})^n`, (length) => {
    const depth = Math.max(1, Math.floor((length - middle.length) / (open.length + close.length)));
    return open.repeat(depth) + middle + close.repeat(depth);
  });

/** A few levels, and much in them. */
const within = ([open, close]: readonly [string, string], depth: number, unit: string): Hostile =>
  named(`(${told(open)})^${depth} (${told(unit)})* (${told(close)})^${depth}`, (length) => {
    const rest = length - depth * (open.length + close.length);
    return open.repeat(depth) + fill(unit, Math.max(unit.length, rest)) + close.repeat(depth);
  });

const numbered = (name: string, piece: (index: number) => string): Hostile =>
  named(name, (length) => {
    const pieces: string[] = [];
    let written = 0;
    for (let index = 1; written < length; index += 1) {
      const next = piece(index);
      pieces.push(next);
      written += next.length;
    }
    return pieces.join('').slice(0, length);
  });

const root = (length: number): number => Math.max(2, Math.floor(Math.sqrt(length)));

/** Those that grow with their own number, and those that were seen to take long elsewhere. */
const KNOWN: readonly Hostile[] = [
  numbered('backticks of growing length', (index) => `${'`'.repeat(index)} `),
  numbered('asterisks of growing length', (index) => `${'*'.repeat(index)}a`),
  numbered('definitions', (index) => `[a${index}]: b${index}\n`),
  numbered('links to labels', (index) => (index === 1 ? '[a]: b\n\n' : '[a] ')),
  numbered('numbers of lists', (index) => `${index}. a\n`),
  numbered('numbers, each a list', (index) => `${index}${index % 2 ? '.' : ')'} a\n`),
  numbered('items, each deeper', (index) => `${' '.repeat(2 * (index - 1))}- a\n`),
  numbered('quotations, each deeper', (index) => `${'>'.repeat(index)} a\n`),
  numbered('fences, each longer', (index) => `${'`'.repeat(index + 2)}\na\n`),
  named('a table of many columns and short rows', (length) => {
    const columns = root(length / 4);
    const head = `${'|a'.repeat(columns)}|\n${'|-'.repeat(columns)}|\n`;
    return head + 'a\n'.repeat(Math.max(1, Math.floor((length - head.length) / 2)));
  }),
  named('a table of columns without rows', (length) => {
    const columns = Math.floor(length / 4);
    return `${'|a'.repeat(columns)}|\n${'|-'.repeat(columns)}|\n`;
  }),
  named('a table of rows', (length) => `|a|b|\n|-|-|\n${'|c|d|\n'.repeat(Math.floor(length / 6))}`),
  named('lists before the head of a table', (length) => `${'- '.repeat(length / 2)}|a|\n|-|\n`),
  named('lines in quotations that go on', (length) => `${'> '.repeat(99)}a\n${fill('a\n', length)}`),
  named('lines in lists that go on', (length) => `${'- '.repeat(49)}a\n${fill('a\n', length)}`),
  named('a line of blanks', (length) => `a${' '.repeat(length)}b`),
  named('lines of nothing', (length) => `a${'\n'.repeat(length)}b`),
  named('an open tag of blanks', (length) => `<a${' '.repeat(length)}`),
  named('an open tag of attributes', (length) => `<a${fill(' b', length)}`),
  named('an open tag of values', (length) => `<a${fill(' b="c"', length)}`),
  named('parentheses at the end of an address', (length) => `http://a.b/${')'.repeat(length)}`),
  named('dots at the end of an address', (length) => `http://a.b/${'.'.repeat(length)}`),
  named('entities at the end of an address', (length) => `http://a.b/${fill('&amp;', length)}`),
];

const REPEATED: readonly Hostile[] = PIECES.map((piece) => repeated(piece));
const NESTED: readonly Hostile[] = PAIRS.flatMap((pair) => [nested(pair, ''), nested(pair, 'x')]);

/** All that is known by name. */
export const knownTexts: readonly Hostile[] = [...KNOWN, ...REPEATED, ...NESTED];

/** Much, in each of the things that can be nested. */
export const withinTexts: readonly Hostile[] = PAIRS.flatMap((pair) =>
  [10, 19, 49].flatMap((depth) =>
    ['a', '*', '[', '`', 'a\n', '- a\n', '\n'].map((unit) => within(pair, depth, unit)),
  ),
);

const anyText = (random: Random): Hostile => {
  const unit = (): string =>
    Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(random, PIECES)).join('');
  const some = (): string => (random() < 0.6 ? '' : unit().repeat(1 + Math.floor(random() * 3)));
  const kind = random();
  if (kind < 0.6) return repeated(unit(), some(), some());
  if (kind < 0.75) return nested(pick(random, PAIRS), unit());
  if (kind < 0.9) return within(pick(random, PAIRS), 1 + Math.floor(random() * 60), unit());
  return repeated(`${unit()}\n`, `${pick(random, PIECES).repeat(Math.floor(random() * 60))}\n`);
};

/** Texts that chance puts together. */
export const foundTexts = (seed: number, count: number): readonly Hostile[] => {
  const random = randomOf(seed);
  return Array.from({ length: count }, () => anyText(random));
};
