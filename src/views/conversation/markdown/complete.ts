/** Options with which nothing is escaped or removed that the complete message shows. */
const OPTIONS = {
  linkMode: 'text-only',
  comparisonOperators: false,
  htmlTags: false,
  katex: false,
  singleTilde: false,
} as const;

/**
 * How much of the end of a text is completed (characters): the time of remend grows with its square. Markup that
 * was left open further up shows its markers.
 */
const COMPLETED_LENGTH = 3000;

/** The index to complete from: the beginning of a line outside of code blocks. */
const completeFrom = (tail: string): number => {
  if (tail.length <= COMPLETED_LENGTH) return 0;
  const line = tail.indexOf('\n', tail.length - COMPLETED_LENGTH) + 1;
  const fences = tail.slice(0, line).split('```').length - 1;
  return line === 0 || fences % 2 === 1 ? tail.length : line;
};

let complete: ((tail: string) => string) | undefined;
let loading: Promise<void> | undefined;

/** Loads remend, which streams alone need. */
export const loadCompletion = (): Promise<void> => {
  loading ??= import('remend').then(({ default: remend }) => {
    complete = (tail) => {
      const from = completeFrom(tail);
      return tail.slice(0, from) + remend(tail.slice(from), OPTIONS);
    };
  });
  return loading;
};

/** Closes the markup that a stream has left open, so that its markers do not show, once remend is loaded. */
export const completeMarkdown = (tail: string): string => {
  if (complete) return complete(tail);
  void loadCompletion();
  return tail;
};
