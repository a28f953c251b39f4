import type { Signal } from '@preact/signals';

/** Sets the order up to which messages have been seen. It never moves back. */
export const raiseSeenOrder = (seenOrder: Signal<number | undefined>, order: number | undefined): void => {
  if (order !== undefined) seenOrder.value = Math.max(order, seenOrder.peek() ?? order);
};
