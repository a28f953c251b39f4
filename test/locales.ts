import * as v from 'valibot';

const Placeholders = v.record(
  v.pipe(v.string(), v.regex(/^[a-z_]+$/)),
  v.strictObject({
    content: v.pipe(v.string(), v.regex(/^\$[1-9]$/)),
    example: v.optional(v.string()),
  }),
);

/** `messages.json` as Chrome wants it. */
const MessagesSchema = v.record(
  v.pipe(v.string(), v.regex(/^[a-z0-9_]+$/)),
  v.strictObject({
    message: v.pipe(v.string(), v.nonEmpty()),
    description: v.optional(v.string()),
    placeholders: v.optional(Placeholders),
  }),
);

export type Messages = v.InferOutput<typeof MessagesSchema>;

/** What is said in which language, and by whom. */
export interface Words {
  /** By the names of their folders. */
  readonly locales: ReadonlyMap<string, Messages>;
  /** The manifest's `default_locale`. */
  readonly base: string;
  /** The views' source. */
  readonly source: string;
  readonly manifest: string;
  /** Texts that are right although they equal the base's: in every language, and in single ones. */
  readonly same: Readonly<Record<string, readonly string[]>>;
}

/** The messages of a file, or why they are none. */
export const parseMessages = (json: string): Messages => v.parse(MessagesSchema, JSON.parse(json));

const without = (these: Iterable<string>, those: Iterable<string>): string[] => {
  const known = new Set(those);
  return [...new Set(these)].filter((key) => !known.has(key));
};

const placeholdersIn = (message: string): string[] =>
  [...message.matchAll(/\$(\w+)\$/g)].map(([, name = '']) => name.toLowerCase());

/** Placeholders that a message uses and does not declare, declares and does not use, or counts wrongly. */
const placeholderFaults = (locale: string, messages: Messages, base: Messages): string[] =>
  Object.entries(messages).flatMap(([key, { message, placeholders = {} }]) => {
    const used = new Set(placeholdersIn(message));
    const declared = Object.entries(placeholders).map(([name, { content }]) => `${name}=${content}`);
    const expected = Object.entries(base[key]?.placeholders ?? {}).map(
      ([name, { content }]) => `${name}=${content}`,
    );
    const places = Object.values(placeholders).map(({ content }) => content);
    const faults = [
      ...without(used, Object.keys(placeholders)).map((name) => `uses $${name}$, which it does not declare`),
      ...without(Object.keys(placeholders), used).map((name) => `declares ${name}, which it does not use`),
      ...(declared.toSorted().join() === expected.toSorted().join() ? [] : ['has other placeholders']),
      ...(places.toSorted().join() === places.map((_, index) => `$${index + 1}`).join()
        ? []
        : ['counts its placeholders wrongly']),
      ...(/\$(?!\w+\$)/.test(message.replace(/\$\w+\$/g, '')) ? ['has a stray $'] : []),
      ...(message === message.trim() ? [] : ['begins or ends in white space']),
      ...((message.match(/`/g)?.length ?? 0) % 2 === 0 ? [] : ['leaves code open']),
    ];
    return faults.map((fault) => `${locale}: ${key} ${fault}`);
  });

const untranslated = (locale: string, messages: Messages, words: Words, base: Messages): string[] => {
  const ofAll = words.same.all ?? [];
  const ofOne = words.same[locale] ?? [];
  const equal = Object.keys(messages).filter((key) => messages[key]?.message === base[key]?.message);
  return [
    ...without(equal, [...ofAll, ...ofOne]).map((key) => `${locale}: ${key} is English`),
    ...without(ofOne, equal).map((key) => `${locale}: ${key} is not English, yet listed`),
    ...(messages.language?.message === locale.replace('_', '-') ? [] : [`${locale}: names another language`]),
    ...(['ltr', 'rtl'].includes(messages.direction?.message ?? '') ? [] : [`${locale}: has no direction`]),
  ];
};

/** Keys that nobody asks for, and keys that are asked for and not there. */
const useFaults = ({ source, manifest }: Words, keys: string[]): string[] => {
  const inManifest = [...manifest.matchAll(/__MSG_(\w+)__/g)].map(([, key = '']) => key);
  const asked = [...source.matchAll(/\btext\(\s*'(\w+)'/g)].map(([, key = '']) => key);
  return [
    ...(inManifest.length > 0 && asked.length > 0 ? [] : ['nothing is asked for']),
    ...keys
      .filter((key) => !inManifest.includes(key) && !source.includes(`'${key}'`))
      .map((key) => `${key} is not used`),
    ...without([...asked, ...inManifest], keys).map((key) => `${key} is asked for`),
  ];
};

/** All that is wrong with the words. */
export const faultsIn = (words: Words): string[] => {
  const base = words.locales.get(words.base);
  if (!base) return [`the default locale ${words.base} is not there`];
  const keys = Object.keys(base);
  return [
    ...useFaults(words, keys),
    ...[...words.locales].flatMap(([locale, messages]) => [
      ...without(keys, Object.keys(messages)).map((key) => `${locale}: ${key} is missing`),
      ...without(Object.keys(messages), keys).map((key) => `${locale}: ${key} is superfluous`),
      ...placeholderFaults(locale, messages, base),
      ...(locale === words.base ? [] : untranslated(locale, messages, words, base)),
    ]),
  ];
};
