/** Stands in for the browser's, which jsdom has not: nothing has a size there, so nothing is ever told. */
class NoResizeObserver implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

export const installResizeObserver = (): void => {
  globalThis.ResizeObserver ??= NoResizeObserver;
};
