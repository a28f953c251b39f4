import { useEffect, useState } from 'preact/hooks';

/** The time (ms since the epoch), updated every `interval` ms while `running`. */
export const useNow = (interval: number, running = true): number => {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!running) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), interval);
    return () => clearInterval(timer);
  }, [interval, running]);
  return now;
};
