import type { LogEntry } from '../../diagnostics/report.ts';
import { reportText } from '../../diagnostics/report-text.ts';
import type { Row } from '../../diagnostics/row.ts';
import { attempt } from '../errors/attempt.ts';
import { hostOf } from '../i18n/server-name.ts';
import { text } from '../i18n/text.ts';
import type { ViewModel } from '../state/view-model.ts';
import { datumWords } from './datum-words.ts';
import { factsOf, versions } from './facts.tsx';
import { REMEDIES } from './remedy-words.ts';

export interface ReportParts {
  rows: () => readonly Row[];
  log: () => readonly LogEntry[];
  /** The error of a page, redacted. */
  fault?: string;
}

/** Makes the diagnostics report. Leaves out what throws: the error may be what is reported. */
export const makeReport = (model: ViewModel, { rows, log, fault }: ReportParts): string => {
  const host = hostOf(model.profile.value?.address ?? '');
  const words = ({ datum, remedy }: Row): string =>
    attempt(
      () => [datumWords(datum, host), remedy && text(REMEDIES[remedy])].filter(Boolean).join('. '),
      '?',
    );
  return reportText({
    at: Date.now(),
    facts: [
      ...versions(),
      ...attempt(() => factsOf(model), []),
      ...(fault === undefined ? [] : [['Fault', fault] as const]),
    ],
    rows: attempt(rows, []),
    words,
    log: attempt(log, []),
  });
};
