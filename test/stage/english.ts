import messages from '../../public/_locales/en/messages.json' with { type: 'json' };
import type { TextSource } from '../../src/views/text.ts';

interface Entry {
  message: string;
  placeholders?: Record<string, { content: string }>;
}

/** `i18n.getMessage` for pages that are none of the extension's: the English messages as Chrome reads them. */
export const english: TextSource = (key, substitutions) => {
  const { message, placeholders = {} }: Entry = messages[key];
  return message.replace(/\$(\w+)\$/g, (whole, name: string) => {
    const content = placeholders[name.toLowerCase()]?.content;
    return content === undefined ? whole : (substitutions[Number(content.slice(1)) - 1] ?? '');
  });
};
