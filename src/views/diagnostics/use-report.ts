import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { follow, lastIdOf } from '../../diagnostics/follow.ts';
import type { DiagnosticsReport } from '../../diagnostics/report.ts';
import type { ViewModel } from '../state/view-model.ts';

/** How long (ms) new entries are collected before they are read. */
const COLLECT_MS = 250;

export interface FollowedReport {
  readonly report: ReadonlySignal<DiagnosticsReport | undefined>;
  /** Reads the report again. When this resolves, it contains all that the worker has logged. */
  refresh(): Promise<void>;
}

/** The worker's report, kept up to date while the component is mounted. */
export const useDiagnosticsReport = (model: ViewModel): FollowedReport => {
  const report = useSignal<DiagnosticsReport | undefined>(undefined);

  const read = async (after: number | undefined, isWanted: () => boolean): Promise<void> => {
    const result = await model.execute({ type: 'diagnose', ...(after !== undefined && { after }) });
    if (result.ok && result.report && isWanted()) report.value = follow(report.peek(), result.report);
  };

  useEffect(() => {
    let isShown = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    /** The worker answers once it has a new entry. The relay asks again where the worker is replaced. */
    const next = (): void => {
      void read(lastIdOf(report.peek()), () => isShown).then(() => {
        if (isShown) timer = setTimeout(next, COLLECT_MS);
      });
    };
    next();
    return () => {
      isShown = false;
      clearTimeout(timer);
    };
  }, []);

  return { report, refresh: () => read(undefined, () => true) };
};
