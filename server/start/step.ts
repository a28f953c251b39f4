const STILL_EVERY_MS = 5_000;

export type Say = (line: string) => void;

const seconds = (since: number, digits: number): string => ((Date.now() - since) / 1000).toFixed(digits);

/** Runs `work`; prints its beginning, its duration, and every five seconds that it goes on. */
export const step = async <T>(say: Say, label: string, work: () => Promise<T>): Promise<T> => {
  const since = Date.now();
  say(`${label} …`);
  const still = setInterval(() => say(`… ${label}: ${seconds(since, 0)} s`), STILL_EVERY_MS);
  try {
    const value = await work();
    say(`${label}: done in ${seconds(since, 1)} s`);
    return value;
  } finally {
    clearInterval(still);
  }
};
