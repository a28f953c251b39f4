import { useEffect, useState } from 'preact/hooks';
import type { Highlighted } from './highlight.tsx';

const idle = (run: () => void): void => {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(run, { timeout: 1000 });
  else setTimeout(run);
};

/** Colours one block after the other, while the page is idle. */
let queue: Promise<unknown> = Promise.resolve();
const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
  const turn = queue.then(() => new Promise<void>(idle)).then(run);
  queue = turn.catch(() => undefined);
  return turn;
};

/** The coloured code, once it is there; undefined until then, for open blocks and for unknown languages. */
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
