import fc from 'fast-check';

/** A command for each action, offered as often as its weight says: once, unless it is told. */
export const weighted = <A extends string, C>(
  actions: readonly A[],
  weights: Partial<Record<A, number>>,
  command: (action: A) => C,
): fc.Arbitrary<C>[] =>
  actions.flatMap((action) =>
    Array.from({ length: weights[action] ?? 1 }, () => fc.constant(command(action))),
  );
