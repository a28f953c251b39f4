import type { ViewChange } from '../../src/relay/to-view.ts';
import { other, ROOM_ID } from './made.ts';

const WORDS =
  'the worker reads what was missed and sends what is still queued in the order in which it was written'.split(
    ' ',
  );
const words = (count: number, from: number): string[] =>
  Array.from({ length: count }, (_, index) => `${WORDS[(from + index) % WORDS.length]} `);

/** As many tokens of Markdown, in blocks of some forty: paragraphs, with a heading, a list and code among them. */
const blockTokens = (count: number): string[] => {
  const tokens: string[] = [];
  for (let block = 0; tokens.length < count; block += 1) {
    const text = words(36, block * 7);
    if (block % 5 === 1)
      tokens.push('- ', '**', ...text.slice(0, 5), '**\n', '- ', ...text.slice(5, 20), '\n\n');
    else if (block % 5 === 2) tokens.push('## ', ...text.slice(0, 4), '\n\n');
    else if (block % 5 === 3) tokens.push('```', 'ts\n', ...text.slice(0, 20), '\n', '```', '\n\n');
    else tokens.push(...text, '`', 'code', '`', '.', '\n\n');
  }
  return tokens.slice(0, count);
};

/** As many tokens of one block of code, with a line break after every ten. */
const codeTokens = (count: number): string[] => [
  '```ts\n',
  ...words(count - 1, 0).map((word, index) => (index % 10 === 9 ? `${word};\n` : word)),
];

export const tokensOf = { blocks: blockTokens, code: codeTokens } as const;

export type StreamKind = keyof typeof tokensOf;

/** So many come at once, and so many milliseconds lie between: 2,000 a second, faster than any agent. */
const PER_TICK = 10;
const TICK_MS = 5;

/** Announces the tokens as the relay does, one change each, some every few milliseconds, to the end. */
export const playTokens = async (
  announce: (...changes: ViewChange[]) => void,
  id: string,
  tokens: readonly string[],
): Promise<void> => {
  const later = Date.now() + 86_400_000;
  const message = other(id, '', later, { reply: 'streaming' });
  announce({ type: 'put', message });
  let next = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      for (const text of tokens.slice(next, next + PER_TICK)) {
        announce({ type: 'append', roomId: ROOM_ID, id: message.id, text });
      }
      next += PER_TICK;
      if (next < tokens.length) return;
      clearInterval(timer);
      resolve();
    }, TICK_MS);
  });
  announce({ type: 'put', message: { ...message, text: tokens.join(''), reply: 'complete' } });
};
