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

let complete: ((tail: string) => string) | undefined;
let loading: Promise<void> | undefined;

/** Fetches what closes unfinished Markdown: only a stream needs it. */
export const loadCompletion = (): Promise<void> => {
  loading ??= import('remend').then(({ default: remend }) => {
    complete = (tail) => remend(tail, OPTIONS);
  });
  return loading;
};

/** Closes what a stream has left open, so that its markers do not show; as it is until that is loaded. */
export const completeMarkdown = (tail: string): string => {
  if (complete) return complete(tail);
  void loadCompletion();
  return tail;
};
