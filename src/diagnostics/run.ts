import type { CheckName } from '../model/check-name.ts';
import type { Check } from './checks.ts';
import type { Evidence } from './evidence.ts';
import type { RowId } from './row.ts';

export interface RunParts {
  /** The evidence as it is now. */
  evidence(): Evidence;
  /** Makes a request; its result is part of the evidence once this has resolved. */
  ask(what: CheckName): Promise<void>;
  /** Is called before each check. */
  onStep(id: RowId): void;
}

/** Runs the checks in order up to the first that fails; resolves to its id, or to undefined where none fails. */
export const runChecks = async (
  checks: readonly Check[],
  { evidence, ask, onStep }: RunParts,
): Promise<RowId | undefined> => {
  for (const { id, asks, judge } of checks) {
    onStep(id);
    if (asks) await ask(asks);
    if (judge(evidence()).mark === 'bad') return id;
  }
  return undefined;
};
