import {
  type IStreamExtractor,
  PassthroughExtractor,
  ResponseStreamExtractor,
  XmlTagExtractor,
} from '@elizaos/core';

/** Ends in the first half of a character that takes two code units. */
const HALF_A_CHARACTER = /[\uD800-\uDBFF]$/;

/** XML, or plain text? The first character that is no space tells. */
const extractorFor = (start: string): IStreamExtractor =>
  start.trimStart().startsWith('<') ? new ResponseStreamExtractor() : new PassthroughExtractor();

/**
 * What an agent says, out of what its model writes: the inside of `<text>`, as it comes; plain text unchanged.
 * Where the extractor leaves the text to an action (`<actions>` other than REPLY), it comes in one piece at the
 * end; an agent that chose to say nothing yields nothing.
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
    // The extractor cuts between code units: half a character would not survive the way.
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
