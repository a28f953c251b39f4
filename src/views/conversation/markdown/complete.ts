import remend from 'remend';

/**
 * Closes what a stream has left open, so that its markers do not show. Nothing is escaped or taken away that
 * the finished text will show: the last frame of a stream is to look like the complete message.
 */
export const completeMarkdown = (tail: string): string =>
  remend(tail, {
    linkMode: 'text-only',
    comparisonOperators: false,
    htmlTags: false,
    katex: false,
    singleTilde: false,
  });
