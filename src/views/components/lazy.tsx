import type { ComponentType } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { ReadyMark } from '../page/ready-mark.tsx';

export type Lazy<P> = ComponentType<P> & {
  /** Begins to load the code, so that it is there when the component is mounted. */
  preload(): void;
};

/**
 * A component whose code is loaded when it is first mounted; until then it renders nothing. Where loading fails it
 * throws the error, for the error boundary around it; mounted again, it loads again.
 */
export const lazy = <P extends object>(loadComponent: () => Promise<ComponentType<P>>): Lazy<P> => {
  let Loaded: ComponentType<P> | undefined;
  let loading: Promise<void> | undefined;
  const load = (): Promise<void> => {
    loading ??= loadComponent()
      .then((component) => {
        Loaded = component;
      })
      .finally(() => {
        loading = undefined;
      });
    return loading;
  };
  const Component = (props: P) => {
    const [state, setState] = useState<'loading' | 'loaded' | { error: unknown }>('loading');
    // An effect would begin to load a frame later.
    useLayoutEffect(() => {
      if (Loaded) return;
      load().then(
        () => setState('loaded'),
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
  return Object.assign(Component, { preload: () => void load().catch(() => undefined) });
};
