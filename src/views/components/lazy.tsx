import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ReadyMark } from '../page/ready-mark.tsx';

/**
 * A component whose code is loaded when it is first mounted; until then it renders nothing. Where loading fails it
 * throws the error, for the error boundary around it; mounted again, it loads again.
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
