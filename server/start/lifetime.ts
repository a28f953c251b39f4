/** Thrown where something is started after the end has begun. */
export class EndingError extends Error {
  override name = 'EndingError';
}

/** Keeps what was started, to end it. */
export interface Lifetime {
  /**
   * Starts something and keeps how to stop it. Where the end begins during the start, stops it once it has started
   * and throws `EndingError`.
   */
  hold<T>(start: () => Promise<T>, stop: (started: T) => Promise<void>): Promise<T>;
  readonly isEnding: boolean;
  /** Aborts when the end begins. */
  readonly signal: AbortSignal;
  /** Stops all that was started, the last one first. Later calls return the same promise. */
  end(): Promise<void>;
}

/** Calls `complain` with the error of each stop that fails; the others are stopped nevertheless. */
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
