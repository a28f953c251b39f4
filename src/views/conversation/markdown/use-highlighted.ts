import { useEffect, useState } from 'preact/hooks';
import type { Highlighted } from './highlight.tsx';

const idle = (run: () => void): void => {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(run, { timeout: 1000 });
  else setTimeout(run);
};

/** One block after the other, whenever the page has nothing better to do. */
let queue: Promise<unknown> = Promise.resolve();
const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
  const turn = queue.then(() => new Promise<void>(idle)).then(run);
  queue = turn.catch(() => undefined);
  return turn;
};

/** The code in colours, as soon as they are there; nothing for an open block, and where no colours are known. */
export const useHighlighted = (code: string | undefined, language: string): Highlighted | undefined => {
  const [highlighted, setHighlighted] = useState<{ code: string; is: Highlighted }>();
  useEffect(() => {
    if (code === undefined || language === '') return;
    let wanted = true;
    const colour = async (): Promise<void> => {
      if (!wanted) return;
      const { highlight } = await import('./highlight.tsx');
      const is = await highlight(code, language);
      if (wanted && is) setHighlighted({ code, is });
    };
    void inTurn(colour).catch(() => undefined);
    return () => {
      wanted = false;
    };
  }, [code, language]);
  return highlighted?.code === code ? highlighted?.is : undefined;
};
