/**
 * An answer in the form that ElizaOS requests from a model (`messageHandlerTemplate`, 1.7.2). ElizaOS unescapes
 * nothing and looks for the closing tag, so the text must not contain one.
 */
export const replyXml = (text: string, thought: string): string => {
  const safe = (part: string): string => part.replaceAll(/<(\/?(?:text|thought|response)>)/gi, '< $1');
  return `<response><thought>${safe(thought)}</thought><actions>REPLY</actions><providers></providers><text>${safe(text)}</text></response>`;
};

/** Splits a text into pieces of `size` code points. */
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
