import messages from '../../public/_locales/en/messages.json' with { type: 'json' };
import type { TextKey, TextSource } from '../../src/views/i18n/text.ts';
import type { Words } from './english.ts';

/** The messages of a language, by the name of its folder. */
export const wordsOf = async (locale: string): Promise<Words> => {
  const module: { default: Words } = await import(`../../public/_locales/${locale}/messages.json`);
  return module.default;
};

const escaped = (words: string): string => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What a button is called in another language whose English name (`More: Eliza`) is `label`. */
export const buttonIn = (getMessage: TextSource, label: string): string => {
  const entries = Object.entries(messages) as [TextKey, { message: string }][];
  const exact = entries.find(([, { message }]) => message === label);
  if (exact) return getMessage(exact[0], []);
  for (const [key, { message }] of entries) {
    const parts = message.split(/\$\w+\$/);
    const match = new RegExp(`^${parts.map(escaped).join('(.+)')}$`).exec(label);
    if (match?.[1] !== undefined && parts.length === 2 && parts[0] !== '') {
      return getMessage(key, [buttonIn(getMessage, match[1])]);
    }
  }
  return label;
};
