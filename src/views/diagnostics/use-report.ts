import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { follow, lastIdOf } from '../../diagnostics/follow.ts';
import type { DiagnosticsReport } from '../../diagnostics/report.ts';
import type { ViewModel } from '../state/view-model.ts';

/** How long to gather what is new before it is shown, in milliseconds. */
const GATHER_MS = 250;

export interface FollowedReport {
  readonly report: ReadonlySignal<DiagnosticsReport | undefined>;
  /** Reads it again now; what is there when this resolves is all that there is. */
  refresh(): Promise<void>;
}

/** What the worker has seen, and what it goes on to see for as long as this is shown. */
export const useDiagnosticsReport = (model: ViewModel): FollowedReport => {
  const report = useSignal<DiagnosticsReport | undefined>(undefined);

  const take = async (after: number | undefined, isWanted: () => boolean): Promise<void> => {
    const result = await model.ask({ type: 'diagnose', ...(after !== undefined && { after }) });
    if (result.ok && result.report && isWanted()) report.value = follow(report.peek(), result.report);
  };

  useEffect(() => {
    let isShown = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    /** The worker answers once there is something new; a worker that was replaced is asked again by the relay. */
    const next = (): void => {
      void take(lastIdOf(report.peek()), () => isShown).then(() => {
        if (isShown) timer = setTimeout(next, GATHER_MS);
      });
    };
    next();
    return () => {
      isShown = false;
      clearTimeout(timer);
    };
  }, []);

  return { report, refresh: () => take(undefined, () => true) };
};
