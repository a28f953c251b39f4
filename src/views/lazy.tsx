import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ReadyMark } from './ready.tsx';

/** A page whose code is fetched when it is first shown, so that the first paint waits for its own alone. */
export const lazy = <P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> => {
  let loaded: ComponentType<P> | undefined;
  return (props: P) => {
    const [, setLoaded] = useState(loaded !== undefined);
    useEffect(() => {
      if (loaded) return;
      void load().then((component) => {
        loaded = component;
        setLoaded(true);
      });
    }, []);
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
