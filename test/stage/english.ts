import messages from '../../public/_locales/en/messages.json' with { type: 'json' };
import type { TextKey, TextSource } from '../../src/views/i18n/text.ts';

interface Entry {
  message: string;
  placeholders?: Record<string, { content: string }>;
}

/** Messages of one language. */
export type Words = Record<TextKey, Entry>;

/** `i18n.getMessage` for pages that are none of the extension's: messages as Chrome reads them. */
export const spoken =
  (words: Words): TextSource =>
  (key, substitutions) => {
    const { message, placeholders = {} } = words[key];
    return message.replace(/\$(\w+)\$/g, (whole, name: string) => {
      const content = placeholders[name.toLowerCase()]?.content;
      return content === undefined ? whole : (substitutions[Number(content.slice(1)) - 1] ?? '');
    });
  };

export const english: TextSource = spoken(messages);
