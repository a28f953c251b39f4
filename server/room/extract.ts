import {
  type IStreamExtractor,
  PassthroughExtractor,
  ResponseStreamExtractor,
  XmlTagExtractor,
} from '@elizaos/core';

/** A text that ends with the first half of a surrogate pair. */
const HALF_A_CHARACTER = /[\uD800-\uDBFF]$/;

/** The extractor for XML where the text begins with `<`, else for plain text. */
const extractorFor = (start: string): IStreamExtractor =>
  start.trimStart().startsWith('<') ? new ResponseStreamExtractor() : new PassthroughExtractor();

/**
 * Extracts an agent's text from its model's output: the content of `<text>` as it arrives; plain text unchanged.
 * Where ElizaOS's extractor skips the text (`<actions>` other than REPLY), yields it in one piece at the end. An
 * agent that chose to say nothing yields nothing.
 */
export async function* spoken(written: AsyncIterable<string>): AsyncGenerator<string> {
  let extractor: IStreamExtractor | undefined;
  let whole = '';
  let silent = true;
  let held = '';
  for await (const part of written) {
    whole += part;
    if (extractor === undefined && whole.trim() === '') continue;
    const before = extractor === undefined ? whole : part;
    extractor ??= extractorFor(whole);
    // The extractor may split a surrogate pair, whose halves cannot be sent apart.
    const text = held + extractor.push(before);
    held = HALF_A_CHARACTER.exec(text)?.[0] ?? '';
    const ready = text.slice(0, text.length - held.length);
    if (ready === '') continue;
    silent = false;
    yield ready;
  }
  const rest = held + (extractor?.done ? '' : (extractor?.flush?.() ?? ''));
  if (rest !== '') yield rest;
  else if (silent && extractor instanceof ResponseStreamExtractor) {
    const text = new XmlTagExtractor('text').push(whole);
    if (text !== '') yield text;
  }
}
