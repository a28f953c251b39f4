import { byPath } from '../../diagnostics/of-server.ts';
import { reportText } from '../../diagnostics/report-text.ts';
import type { Row } from '../../diagnostics/row.ts';
import { CopyButton } from '../copy-button.tsx';
import { hostOf } from '../host.ts';
import type { PageProps } from '../mount.tsx';
import { PageFrame } from '../page.tsx';
import { text } from '../text.ts';
import { ChecksSection } from './checks-section.tsx';
import { datumWords } from './datum-words.ts';
import { Facts, factsOf, versions } from './facts.tsx';
import { LogSection } from './log-section.tsx';
import { REMEDIES } from './remedy-words.ts';
import { useChecks } from './use-checks.ts';
import { useReport } from './use-report.ts';
import '../styles/diagnostics.css';

/** What is so right now, what is not as it should be, and all that went in and out. */
export const DiagnosticsPage = ({ model, shell, onBack }: PageProps & { onBack: () => void }) => {
  const followed = useReport(model);
  const checklist = useChecks(model, followed);
  const address = model.profile.value?.address ?? '';
  const entries = byPath(followed.report.value?.log ?? [], address);
  const host = hostOf(address);

  const words = ({ datum, remedy }: Row): string =>
    [datumWords(datum, host), remedy && text(REMEDIES[remedy])].filter(Boolean).join('. ');
  const report = (): string =>
    reportText({
      at: Date.now(),
      facts: [...versions(), ...factsOf(model)],
      rows: checklist.rows(Date.now()),
      words,
      log: entries,
    });

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
          <ChecksSection model={model} shell={shell} checklist={checklist} />
          <Facts model={model} />
        </>
      ) : (
        <p class="quiet">{text('no_server')}</p>
      )}
      <LogSection entries={entries} />
    </PageFrame>
  );
};
