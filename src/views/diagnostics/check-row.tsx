import type { ComponentChildren } from 'preact';
import type { Row } from '../../diagnostics/row.ts';
import { withInlineCode } from '../components/inline-code.tsx';
import { text } from '../i18n/text.ts';
import { CHECK_NAMES, MARK_NAMES, PROBLEM_NAMES } from './check-words.ts';
import { datumWords } from './datum-words.ts';
import { MarkIcon } from './mark.tsx';
import { REMEDIES } from './remedy-words.ts';

const Details = ({ summary, children }: { summary: string; children: ComponentChildren }) => (
  <details>
    <summary>{summary}</summary>
    <dl class="counts">{children}</dl>
  </details>
);

const Fields = ({ fields }: { fields: NonNullable<Row['fields']> }) => (
  <Details summary={text('details_all', fields.length)}>
    {fields.map(({ field, problem }, index) => (
      <div key={index} data-problem={problem}>
        <dt>
          <code>{field}</code>
        </dt>
        <dd>{text(problem === undefined ? 'field_good' : PROBLEM_NAMES[problem])}</dd>
      </div>
    ))}
  </Details>
);

const Counts = ({ counts }: { counts: NonNullable<Row['counts']> }) => (
  <Details summary={text('details_all', counts.length)}>
    {counts.map(({ name, count }, index) => (
      <div key={index}>
        <dt>{name}</dt>
        <dd>{count}</dd>
      </div>
    ))}
  </Details>
);

interface CheckRowProps {
  row: Row;
  host: string;
  /** Whether the run of the checks is at this one, or stopped at it. */
  current: boolean;
  /** A button that remedies it. */
  children?: ComponentChildren;
}

/** A check: its mark, its evidence, and what to do about it. */
export const CheckRow = ({ row, host, current, children }: CheckRowProps) => {
  const { id, mark, remedy, fields, counts = [] } = row;
  const name = text(CHECK_NAMES[id]);
  const evidence = datumWords(row.datum, host);
  return (
    <li
      class="check"
      data-check={id}
      data-mark={mark}
      aria-current={current ? 'step' : undefined}
      aria-label={text('check_name', text(MARK_NAMES[mark]), name, evidence)}
    >
      <MarkIcon mark={mark} />
      <div>
        <strong>{name}</strong>
        <p class="check-datum">{evidence}</p>
        {remedy && <p class="check-remedy">{withInlineCode(text(REMEDIES[remedy]))}</p>}
        {children}
        {fields && <Fields fields={fields} />}
        {counts.length > 1 && <Counts counts={counts} />}
      </div>
    </li>
  );
};
