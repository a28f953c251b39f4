import { useEffect, useRef } from 'preact/hooks';
import { errorText } from '../../diagnostics/error-text.ts';
import { byPath } from '../../diagnostics/of-server.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { makeReport } from '../diagnostics/make-report.ts';
import { useChecks } from '../diagnostics/use-checks.ts';
import { useDiagnosticsReport } from '../diagnostics/use-report.ts';
import { text } from '../i18n/text.ts';
import { ReadyMark } from '../page/ready-mark.tsx';
import type { ViewModel } from '../state/view-model.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { type RecoveryAction, RecoveryActions } from './recovery-actions.tsx';
import { conversationTexts } from './send-error.ts';
import '../styles/pages.css';

export interface ErrorPageProps {
  model: ViewModel;
  /** The error of the page; absent where the worker has not answered yet. */
  error?: unknown;
  actions: readonly RecoveryAction[];
}

/** Copies the diagnostics report with the error of the page. */
const CopyReport = ({ model, error }: Omit<ErrorPageProps, 'actions'>) => {
  const diagnostics = useDiagnosticsReport(model);
  const checklist = useChecks(model, diagnostics);
  const report = (): string =>
    makeReport(model, {
      rows: () => checklist.rows(Date.now()),
      log: () => byPath(diagnostics.report.value?.log ?? [], model.profile.value?.address ?? ''),
      ...(error !== undefined && { fault: errorText(error, conversationTexts(model)) }),
    });
  return <CopyButton class="button" name={text('copy_report')} content={report} inWords />;
};

/** Replaces a page that threw, or that waits too long for the worker: says what happened and what to do. */
export const ErrorPage = ({ model, error, actions }: ErrorPageProps) => {
  const heading = useRef<HTMLHeadingElement>(null);
  // The focused element was removed with the page.
  useEffect(() => heading.current?.focus(), []);
  const isLate = error === undefined;
  return (
    <main class="page-body">
      <h1 ref={heading} tabIndex={-1}>
        {text(isLate ? 'start_late' : 'page_failed')}
      </h1>
      <p>{text(isLate ? 'start_late_remedy' : 'page_failed_remedy')}</p>
      <ErrorBoundary fallback={() => null}>
        <CopyReport model={model} error={error} />
      </ErrorBoundary>
      <RecoveryActions actions={actions} />
      {!isLate && <ReadyMark />}
    </main>
  );
};
