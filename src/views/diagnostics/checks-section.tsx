import type { Row } from '../../diagnostics/row.ts';
import { AllowButton } from '../components/allow-button.tsx';
import { KeyForm } from '../components/key-form.tsx';
import { PartBoundary } from '../errors/error-boundary.tsx';
import { useNow } from '../hooks/use-now.ts';
import { hostOf } from '../i18n/server-name.ts';
import { text } from '../i18n/text.ts';
import type { Platform } from '../platform/platform.ts';
import type { ViewModel } from '../state/view-model.ts';
import { CheckRow } from './check-row.tsx';
import { CHECK_NAMES } from './check-words.ts';
import type { Checklist, CheckRun } from './use-checks.ts';

/** The result of the run, or of the rows where there was no run. */
const summary = (run: CheckRun, rows: readonly Row[]): string => {
  const nameOf = (id: Row['id']): string => text(CHECK_NAMES[id]);
  switch (run.type) {
    case 'at':
      return text('checks_at', nameOf(run.id));
    case 'passed':
      return text('checks_passed');
    case 'stopped':
      return text('checks_stopped', nameOf(run.id));
    case 'none': {
      const first = rows.find(({ mark }) => mark === 'bad');
      return first ? text('checks_first', nameOf(first.id)) : text('checks_fine');
    }
    default:
      return run satisfies never;
  }
};

interface ChecksSectionProps {
  model: ViewModel;
  platform: Platform;
  checklist: Checklist;
}

/** The checks of the server in use. */
export const ChecksSection = ({ model, platform, checklist }: ChecksSectionProps) => {
  // Some checks fail only after a time.
  const rows = checklist.rows(useNow(1000));
  const profile = model.profile.value;
  const address = profile?.address ?? '';
  const host = hostOf(address);
  const run = checklist.run.value;
  const currentId = run.type === 'at' || run.type === 'stopped' ? run.id : undefined;
  const origin = URL.canParse(address) ? `${new URL(address).origin}/*` : address;
  const keyRowId = rows.find(({ remedy }) => remedy === 'give-key')?.id;
  const forbidden = { type: 'not-allowed' as const, host, origin };
  return (
    <section>
      <h2>{text('checks_heading')}</h2>
      <p class="quiet" role="status" aria-label={text('checks_label')}>
        {summary(run, rows)}
      </p>
      <ul class="checks">
        {rows.map((row) => (
          <PartBoundary as="li" key={row.id}>
            <CheckRow row={row} host={host} current={row.id === currentId}>
              {row.remedy === 'allow-origin' && (
                <AllowButton
                  platform={platform}
                  failure={forbidden}
                  onGranted={() => void checklist.start()}
                />
              )}
              {profile && row.id === keyRowId && <KeyForm model={model} profile={profile} />}
            </CheckRow>
          </PartBoundary>
        ))}
      </ul>
    </section>
  );
};
