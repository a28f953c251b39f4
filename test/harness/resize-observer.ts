/** Stands in for the browser's, which jsdom has not: nothing has a size there, so nothing is ever told. */
class NoResizeObserver implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

/** Stands in for the browser's, in which all that is observed is visible. */
class AllVisible implements IntersectionObserver {
  readonly root = null;
  readonly rootMargin = '';
  readonly scrollMargin = '';
  readonly thresholds = [];
  readonly #listener: IntersectionObserverCallback;
  constructor(listener: IntersectionObserverCallback) {
    this.#listener = listener;
  }
  observe(target: Element): void {
    this.#listener([{ target, isIntersecting: true } as IntersectionObserverEntry], this);
  }
  unobserve(): void {}
  disconnect(): void {}
  takeRecords(): IntersectionObserverEntry[] {
    return [];
  }
}

export const installResizeObserver = (): void => {
  globalThis.ResizeObserver ??= NoResizeObserver;
  globalThis.IntersectionObserver ??= AllVisible;
};
