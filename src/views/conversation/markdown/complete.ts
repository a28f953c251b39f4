/**
 * Nothing is escaped or taken away that the finished text will show: the last frame of a stream is to look
 * like the complete message.
 */
const OPTIONS = {
  linkMode: 'text-only',
  comparisonOperators: false,
  htmlTags: false,
  katex: false,
  singleTilde: false,
} as const;

/**
 * So much is looked at (characters): the time that it takes grows with the square of that. What was left open
 * further up shows its markers until the reply goes on.
 */
const LOOKED_AT = 3000;

/** Where to begin to look: where a line begins that is not within a block of code. */
const beginning = (tail: string): number => {
  if (tail.length <= LOOKED_AT) return 0;
  const line = tail.indexOf('\n', tail.length - LOOKED_AT) + 1;
  const fences = tail.slice(0, line).split('```').length - 1;
  return line === 0 || fences % 2 === 1 ? tail.length : line;
};

let complete: ((tail: string) => string) | undefined;
let loading: Promise<void> | undefined;

/** Fetches what closes unfinished Markdown: only a stream needs it. */
export const loadCompletion = (): Promise<void> => {
  loading ??= import('remend').then(({ default: remend }) => {
    complete = (tail) => {
      const from = beginning(tail);
      return tail.slice(0, from) + remend(tail.slice(from), OPTIONS);
    };
  });
  return loading;
};

/** Closes what a stream has left open, so that its markers do not show; as it is until that is loaded. */
export const completeMarkdown = (tail: string): string => {
  if (complete) return complete(tail);
  void loadCompletion();
  return tail;
};
