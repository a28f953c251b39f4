import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ReadyMark } from '../page/ready-mark.tsx';

/**
 * A page whose code is fetched when it is first shown, so that the first paint waits for its own alone. Where that
 * fails it throws, for the boundary around it; shown anew, it is fetched again.
 */
export const lazy = <P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> => {
  let loaded: ComponentType<P> | undefined;
  return (props: P) => {
    const [, setLoaded] = useState(loaded !== undefined);
    const [failed, setFailed] = useState<{ error: unknown } | undefined>(undefined);
    useEffect(() => {
      if (loaded) return;
      load().then(
        (component) => {
          loaded = component;
          setLoaded(true);
        },
        (error: unknown) => setFailed({ error }),
      );
    }, []);
    if (failed) throw failed.error;
    const Page = loaded;
    if (!Page) return null;
    return (
      <>
        <Page {...props} />
        <ReadyMark />
      </>
    );
  };
};
