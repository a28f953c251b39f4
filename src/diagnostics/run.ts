import type { Check } from './checks.ts';
import type { Evidence } from './evidence.ts';
import type { CheckName } from './report.ts';
import type { RowId } from './row.ts';

export interface RunParts {
  /** What is known now. */
  evidence(): Evidence;
  /** Asks the server; what it answers is part of the evidence once this has resolved. */
  ask(what: CheckName): Promise<void>;
  onStep(id: RowId): void;
}

/** Goes through the checks in their order, and stops at the first that fails: which one; undefined where none did. */
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
