import { signal } from '@preact/signals';

type Names = Readonly<Record<string, string>>;

/** The most common names, for which the others need not be loaded. */
const COMMON: Names = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };
const REFERENCE = /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z][a-z0-9]{1,31}));/gi;
const REPLACEMENT = '�';

/** The two thousand names of HTML, loaded for the first one that is not common. */
const allNames = signal<Names | undefined>(undefined);
let loading: Promise<void> | undefined;

export const loadEntities = (): Promise<void> => {
  loading ??= import('character-entities').then(
    ({ characterEntities }) => {
      allNames.value = characterEntities;
    },
    () => {
      loading = undefined;
    },
  );
  return loading;
};

const numbered = (code: number): string =>
  code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
    ? String.fromCodePoint(code)
    : REPLACEMENT;

const named = (name: string): string | undefined => {
  if (Object.hasOwn(COMMON, name)) return COMMON[name];
  const names = allNames.value;
  if (!names) void loadEntities();
  return names && Object.hasOwn(names, name) ? names[name] : undefined;
};

/**
 * Replaces character references by their characters. Unknown ones stay. A component that calls it while rendering
 * renders again when the names of rarer entities are loaded.
 */
export const decodeEntities = (words: string): string =>
  words.includes('&')
    ? words.replace(REFERENCE, (whole, hex?: string, decimal?: string, name?: string) => {
        if (name !== undefined) return named(name) ?? whole;
        return numbered(hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal));
      })
    : words;
