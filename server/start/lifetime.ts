/** The end has begun: nothing new is started. */
export class EndingError extends Error {
  override name = 'EndingError';
}

/** What was started, and its end. */
export interface Lifetime {
  /**
   * Starts something and remembers how it ends. Something that is still starting when the end begins is
   * ended as soon as it has started: half-started things cannot be told to stop. Throws `EndingError` then.
   */
  hold<T>(start: () => Promise<T>, stop: (started: T) => Promise<void>): Promise<T>;
  readonly isEnding: boolean;
  /** Aborted when the end begins: for what can be given up half-way. */
  readonly signal: AbortSignal;
  /** Ends all that was started, the last one first. The same promise each time. */
  end(): Promise<void>;
}

/** `complain` hears what could not be ended; the rest is ended nevertheless. */
export const createLifetime = (complain: (error: unknown) => void): Lifetime => {
  const stops: (() => Promise<void>)[] = [];
  const aborter = new AbortController();
  let ending: Promise<void> | undefined;

  const endAll = async (): Promise<void> => {
    aborter.abort(new EndingError());
    for (const stop of stops.reverse()) await stop().catch(complain);
  };
  return {
    hold: async (start, stop) => {
      if (ending) throw new EndingError();
      const starting = start();
      stops.push(async () => {
        const started = await starting.then((value) => ({ value })).catch(() => undefined);
        if (started) await stop(started.value);
      });
      const started = await starting;
      if (ending) throw new EndingError();
      return started;
    },
    get isEnding() {
      return ending !== undefined;
    },
    signal: aborter.signal,
    end: () => {
      ending ??= endAll();
      return ending;
    },
  };
};
