import { pick, type Random } from '../chaos/schedule.ts';

/** Marks JSON that `JSON.stringify` cannot write: `1e999`, a key that stands twice. */
const MARK = '\u0001';
const raw = (json: string): string => MARK + json + MARK;

/** The value as JSON, with what `raw` marked as it was written. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(/"\\u0001(.*?)\\u0001"/g, (_match, inner: string) =>
    JSON.parse(`"${inner}"`),
  );

/** An object with keys of the prototype as its own, as `JSON.parse` makes it. */
const PROTOTYPE_KEYS: unknown = JSON.parse(
  '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},"toString":null,"hasOwnProperty":1}',
);

/** Numbers at and beyond the edges of times, counts and JSON. */
export const NUMBERS = [
  0,
  -0,
  -1,
  0.5,
  2 ** 31,
  2 ** 53,
  -(2 ** 53),
  1e21,
  1e308,
  8.64e15,
  8.64e15 + 1,
  253_402_300_799_999,
  253_402_300_800_000,
  raw('1e999'),
  raw('-1e999'),
] as const;

/** Times, and what somebody may take for one. */
export const TIMES = [
  ...NUMBERS,
  '',
  'yesterday',
  '9999-12-31T23:59:59.999Z',
  '+275760-09-13T00:00:00.000Z',
  '0000-00-00T00:00:00Z',
  '2026-11-27',
  'Z',
] as const;

/** Texts that are more than words to somebody. `elsewhere`: the origin of a host that must not be asked. */
const texts = (elsewhere: string): readonly [string, ...string[]] => [
  '',
  ' ',
  '__proto__',
  'constructor',
  'toString',
  'undefined',
  '\0',
  '\ud800',
  '\u202eabc\u202c',
  '\u200b'.repeat(50),
  'a\u0300'.repeat(200),
  '👩‍👩‍👧‍👦'.repeat(50),
  'w'.repeat(5_000),
  '\n'.repeat(500),
  '> '.repeat(300),
  '- '.repeat(300),
  '['.repeat(500),
  '*a '.repeat(300),
  '|a|b|\n|-|-|\n'.repeat(50),
  `<img src=${elsewhere}/img onerror=fetch('${elsewhere}/script')>`,
  `![picture](${elsewhere}/picture.png)`,
  `[link](javascript:fetch('${elsewhere}/link'))`,
  `<script src="${elsewhere}/script.js"></script>`,
  `${elsewhere}/bare`,
  '```js\nalert(1)',
  '$& $1 $$',
  '%s %d %o {0} \\1',
];

export const anyText = (random: Random, elsewhere: string): string => pick(random, texts(elsewhere));

const nested = (depth: number, open: string, close: string): string =>
  raw(`${open.repeat(depth)}0${close.repeat(depth)}`);

/** A value of any type, seldom one that fits. */
export const anyValue = (random: Random, elsewhere: string, depth = 0): unknown => {
  const inner = (): unknown => (depth > 2 ? 1 : anyValue(random, elsewhere, depth + 1));
  const kinds: readonly [() => unknown, ...(() => unknown)[]] = [
    () => null,
    () => true,
    () => false,
    () => pick(random, NUMBERS),
    () => pick(random, TIMES),
    () => anyText(random, elsewhere),
    () => [],
    () => ({}),
    () => [inner(), inner()],
    () => ({ a: inner(), text: inner(), length: inner() }),
    () => PROTOTYPE_KEYS,
    () => Object.fromEntries(['then', 'toJSON', 'message'].map((key) => [key, inner()])),
    () => nested(pick(random, [10, 200, 5_000]), '[', ']'),
    () => nested(pick(random, [10, 200, 2_000]), '{"a":', '}'),
    () => Array.from({ length: pick(random, [50, 1_000]) }, (_, index) => index),
    () => raw('{"a":1,"a":"twice"}'),
    () => ({ _placeholder: true, num: pick(random, NUMBERS) }),
  ];
  return pick(random, kinds)();
};

/** The object with keys of the prototype besides its own. */
export const withPrototypeKeys = (fields: object): object => {
  const all = JSON.parse(JSON.stringify(PROTOTYPE_KEYS)) as object;
  for (const [key, value] of Object.entries(fields))
    Object.defineProperty(all, key, { value, enumerable: true, configurable: true });
  return all;
};
