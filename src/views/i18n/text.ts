import type messages from '../../../public/_locales/en/messages.json';

type Messages = typeof messages;
export type TextKey = keyof Messages;
type Substitutions<K extends TextKey> = Messages[K] extends { placeholders: object }
  ? [string | number, ...(string | number)[]]
  : [];

/** `i18n.getMessage` of the browser, or a substitute on pages outside the extension. */
export type TextSource = (key: TextKey, substitutions: string[]) => string;

let source: TextSource = (key) => key;

/** Sets the source of the messages. Called once, before the first render. */
export const setTextSource = (next: TextSource): void => {
  source = next;
};

/** The message of `key` in the browser's language, with its placeholders substituted. */
export const text = <K extends TextKey>(key: K, ...substitutions: Substitutions<K>): string =>
  source(key, substitutions.map(String));
