import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ReadyMark } from '../page/ready-mark.tsx';

/**
 * A component whose code is loaded when it is first mounted; until then it renders nothing. Where loading fails it
 * throws the error, for the error boundary around it; mounted again, it loads again.
 */
export const lazy = <P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> => {
  let Loaded: ComponentType<P> | undefined;
  return (props: P) => {
    const [state, setState] = useState<'loading' | 'loaded' | { error: unknown }>('loading');
    useEffect(() => {
      if (Loaded) return;
      load().then(
        (component) => {
          Loaded = component;
          setState('loaded');
        },
        (error: unknown) => setState({ error }),
      );
    }, []);
    if (typeof state === 'object') throw state.error;
    return Loaded ? (
      <>
        <Loaded {...props} />
        <ReadyMark />
      </>
    ) : null;
  };
};
