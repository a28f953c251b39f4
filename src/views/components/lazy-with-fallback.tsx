import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';

export interface LazyWithFallback<P> {
  Component: ComponentType<P>;
  /** Loads the code. Never rejects: after a failure, the next call or render tries again. */
  load(): Promise<void>;
}

/** A component whose code is loaded at its first render. Until then `Fallback` is rendered in its place. */
export const lazyWithFallback = <P extends object>(
  loadComponent: () => Promise<ComponentType<P>>,
  Fallback: ComponentType<P>,
): LazyWithFallback<P> => {
  const loaded = signal<ComponentType<P> | undefined>(undefined);
  let loading: Promise<void> | undefined;
  const load = (): Promise<void> => {
    loading ??= loadComponent().then(
      (component) => {
        loaded.value = component;
      },
      () => {
        loading = undefined;
      },
    );
    return loading;
  };
  const Component = (props: P) => {
    const Loaded = loaded.value;
    if (Loaded) return <Loaded {...props} />;
    void load();
    return <Fallback {...props} />;
  };
  return { Component, load };
};
