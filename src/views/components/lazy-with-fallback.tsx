import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';

/** A component whose code is fetched apart, and what begins to fetch it. */
export interface Late<P> {
  Part: ComponentType<P>;
  load(): Promise<void>;
}

/**
 * A part of a page that is fetched when it is first shown, or before. `Meanwhile` stands where it will be,
 * also for as long as it cannot be fetched.
 */
export const late = <P extends object>(
  fetchPart: () => Promise<ComponentType<P>>,
  Meanwhile: ComponentType<P>,
): Late<P> => {
  const fetched = signal<ComponentType<P> | undefined>(undefined);
  let loading: Promise<void> | undefined;
  const load = (): Promise<void> => {
    loading ??= fetchPart().then(
      (part) => {
        fetched.value = part;
      },
      () => {
        loading = undefined;
      },
    );
    return loading;
  };
  const Part = (props: P) => {
    const Fetched = fetched.value;
    if (Fetched) return <Fetched {...props} />;
    void load();
    return <Meanwhile {...props} />;
  };
  return { Part, load };
};
