/** How long (ms) after one mark the next is told: a commit each is much where messages come faster. */
const APART_MS = 1_000;

/** Tells up to which order messages have been seen. */
export interface ReadMarks {
  /** Notes a higher order. Tells it at once, unless one was told less than a second ago: then once that is over. */
  raise(order: number): void;
  /** Tells at once what waits: the conversation is left, or the view is closed. */
  end(): void;
}

export const createReadMarks = (tell: (order: number) => void): ReadMarks => {
  let waiting: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tellWaiting = (): void => {
    timer = undefined;
    if (waiting === undefined) return;
    tell(waiting);
    waiting = undefined;
    timer = setTimeout(tellWaiting, APART_MS);
  };
  const stop = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };

  return {
    raise: (order) => {
      waiting = order;
      if (timer === undefined) tellWaiting();
    },
    end: () => {
      stop();
      tellWaiting();
      stop();
    },
  };
};
