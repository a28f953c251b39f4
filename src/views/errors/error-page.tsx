import { useEffect, useRef } from 'preact/hooks';
import { errorText } from '../../diagnostics/error-text.ts';
import { byPath } from '../../diagnostics/of-server.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { makeReport } from '../diagnostics/make-report.ts';
import { useChecks } from '../diagnostics/use-checks.ts';
import { useReport } from '../diagnostics/use-report.ts';
import { text } from '../i18n/text.ts';
import { ReadyMark } from '../page/ready-mark.tsx';
import type { ViewModel } from '../state/view-model.ts';
import { Boundary } from './error-boundary.tsx';
import { type Way, Ways } from './recovery-actions.tsx';
import { saidIn } from './send-error.ts';
import '../styles/pages.css';

export interface FailedPageProps {
  model: ViewModel;
  /** What the page threw; absent where the worker has not answered yet. */
  error?: unknown;
  ways: readonly Way[];
}

/** The report of the diagnostics, with what the page threw. */
const CopyReport = ({ model, error }: Omit<FailedPageProps, 'ways'>) => {
  const followed = useReport(model);
  const checklist = useChecks(model, followed);
  const report = (): string =>
    makeReport(model, {
      rows: () => checklist.rows(Date.now()),
      log: () => byPath(followed.report.value?.log ?? [], model.profile.value?.address ?? ''),
      ...(error !== undefined && { fault: errorText(error, saidIn(model)) }),
    });
  return <CopyButton class="button" name={text('copy_report')} content={report} inWords />;
};

/** In place of a page that cannot be shown: what happened, and what can be done. */
export const FailedPage = ({ model, error, ways }: FailedPageProps) => {
  const heading = useRef<HTMLHeadingElement>(null);
  // Whatever had the focus is gone.
  useEffect(() => heading.current?.focus(), []);
  const isLate = error === undefined;
  return (
    <main class="page-body">
      <h1 ref={heading} tabIndex={-1}>
        {text(isLate ? 'start_late' : 'page_failed')}
      </h1>
      <p>{text(isLate ? 'start_late_remedy' : 'page_failed_remedy')}</p>
      <Boundary fallback={() => null}>
        <CopyReport model={model} error={error} />
      </Boundary>
      <Ways ways={ways} />
      {!isLate && <ReadyMark />}
    </main>
  );
};
