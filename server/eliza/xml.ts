/**
 * The form in which ElizaOS wants a model's answer (its `messageHandlerTemplate`). Nothing is escaped there:
 * its extractors look for the closing tag alone, so that tag must not occur in the text.
 */
export const replyXml = (text: string, thought: string): string => {
  const safe = (part: string): string => part.replaceAll(/<(\/?(?:text|thought|response)>)/gi, '< $1');
  return `<response><thought>${safe(thought)}</thought><actions>REPLY</actions><providers></providers><text>${safe(text)}</text></response>`;
};

/** A text in pieces of `size` characters; no character is cut in two. */
export const pieces = (text: string, size = 12): string[] => {
  const characters = Array.from(text);
  return Array.from({ length: Math.ceil(characters.length / size) }, (_, index) =>
    characters.slice(index * size, (index + 1) * size).join(''),
  );
};

/** Yields the pieces one by one, `delayMs` apart. Ends early when its consumer stops asking. */
export async function* paced(parts: Iterable<string>, delayMs: number): AsyncGenerator<string> {
  for (const part of parts) {
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    yield part;
  }
}
