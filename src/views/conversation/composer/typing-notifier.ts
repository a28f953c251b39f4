/** How often (ms) the others are notified while the typing goes on. They forget it after a longer time. */
const REPEAT_MS = 3_000;
/** How long (ms) a pause is taken for the end of the typing. */
const IDLE_MS = 5_000;

export interface TypingNotifier {
  /** Must be called after each change of the text, with the whole text. */
  textChanged(text: string): void;
  /** Must be called when the text was sent, or the view is closed. */
  typingEnded(): void;
}

/** Calls `notify` when the user begins or ends typing, and every few seconds in between. */
export const createTypingNotifier = (notify: (isTyping: boolean) => void): TypingNotifier => {
  let notifiedAt: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const typingEnded = (): void => {
    clearTimeout(timer);
    if (notifiedAt !== undefined) notify(false);
    notifiedAt = undefined;
  };
  return {
    textChanged: (text) => {
      if (text === '') {
        typingEnded();
        return;
      }
      clearTimeout(timer);
      timer = setTimeout(typingEnded, IDLE_MS);
      if (notifiedAt !== undefined && Date.now() - notifiedAt < REPEAT_MS) return;
      notifiedAt = Date.now();
      notify(true);
    },
    typingEnded,
  };
};
