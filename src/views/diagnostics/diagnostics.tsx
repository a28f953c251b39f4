import { byPath } from '../../diagnostics/of-server.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { PartBoundary } from '../errors/error-boundary.tsx';
import { text } from '../i18n/text.ts';
import { PageFrame } from '../page/page-frame.tsx';
import type { PageProps } from '../page/page-props.ts';
import { ChecksSection } from './checks-section.tsx';
import { Facts } from './facts.tsx';
import { LogSection } from './log-section.tsx';
import { makeReport } from './make-report.ts';
import { useChecks } from './use-checks.ts';
import { useDiagnosticsReport } from './use-report.ts';
import '../styles/diagnostics.css';

/** The checks, the facts about the connection, and the log. */
export const DiagnosticsPage = ({ model, platform, onBack }: PageProps & { onBack: () => void }) => {
  const diagnostics = useDiagnosticsReport(model);
  const checklist = useChecks(model, diagnostics);
  const address = model.profile.value?.address ?? '';
  const entries = byPath(diagnostics.report.value?.log ?? [], address);
  const report = (): string =>
    makeReport(model, { rows: () => checklist.rows(Date.now()), log: () => entries });

  return (
    <PageFrame heading={text('diagnostics_heading')} onBack={onBack}>
      {model.profile.value ? (
        <>
          <div class="diagnostics-actions">
            <button type="button" class="button" onClick={() => void checklist.start()}>
              {text('run_checks')}
            </button>
            <CopyButton class="button" name={text('copy_report')} content={report} inWords />
          </div>
          <PartBoundary>
            <ChecksSection model={model} platform={platform} checklist={checklist} />
          </PartBoundary>
          <PartBoundary>
            <Facts model={model} />
          </PartBoundary>
        </>
      ) : (
        <p class="quiet">{text('no_server')}</p>
      )}
      <PartBoundary>
        <LogSection entries={entries} />
      </PartBoundary>
    </PageFrame>
  );
};
