import type messages from '../../../public/_locales/en/messages.json';

type Messages = typeof messages;
export type TextKey = keyof Messages;
type Substitutions<K extends TextKey> = Messages[K] extends { placeholders: object }
  ? [string | number, ...(string | number)[]]
  : [];

/** `i18n.getMessage` of the browser, or a stand-in on pages that have none. */
export type TextSource = (key: TextKey, substitutions: string[]) => string;

let source: TextSource = (key) => key;

/** To be called once, before the first paint. */
export const setTextSource = (next: TextSource): void => {
  source = next;
};

/** The words of `key` in the browser's language, with its placeholders filled in. */
export const text = <K extends TextKey>(key: K, ...substitutions: Substitutions<K>): string =>
  source(key, substitutions.map(String));
