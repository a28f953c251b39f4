/** Said again this often while it goes on: the others forget it sooner. */
const AGAIN_MS = 3_000;
/** After so long a pause nobody is typing any more. */
const IDLE_MS = 5_000;

export interface Typist {
  /** Something was typed, and `text` is what stands there now. */
  typed(text: string): void;
  /** It was sent, or the writer went away. */
  ended(): void;
}

/** Says that somebody types, not with every key, and that they have ended. */
export const createTypist = (tell: (isTyping: boolean) => void): Typist => {
  let toldAt: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ended = (): void => {
    clearTimeout(timer);
    if (toldAt !== undefined) tell(false);
    toldAt = undefined;
  };
  return {
    typed: (text) => {
      if (text === '') {
        ended();
        return;
      }
      clearTimeout(timer);
      timer = setTimeout(ended, IDLE_MS);
      if (toldAt !== undefined && Date.now() - toldAt < AGAIN_MS) return;
      toldAt = Date.now();
      tell(true);
    },
    ended,
  };
};
