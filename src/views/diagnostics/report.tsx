import type { AskResult } from '../../relay/to-view.ts';
import { text } from '../text.ts';

type Report = NonNullable<Extract<AskResult, { ok: true }>['report']>;

const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

const ARROWS = { in: '←', out: '→', note: '·' } as const;

/** How often something happened, by what it was. */
export const Counts = ({
  heading,
  counts,
}: {
  heading: string;
  counts: { name: string; count: number }[];
}) => (
  <section>
    <h2>{heading}</h2>
    {counts.length === 0 ? (
      <p class="quiet">{text('none')}</p>
    ) : (
      <dl class="counts">
        {counts.map(({ name, count }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{count}</dd>
          </div>
        ))}
      </dl>
    )}
  </section>
);

/** The log, the newest entry first. */
export const Log = ({ entries, startedAt }: { entries: Report['log']; startedAt: number }) => (
  <section>
    <h2>{text('log_heading')}</h2>
    <p class="quiet">{text('worker_started', clock.format(startedAt))}</p>
    <ol class="entries">
      {entries.toReversed().map(({ at, direction, name, detail, times }, index) => (
        <li key={index}>
          <time>{clock.format(at)}</time> {ARROWS[direction]} <strong>{name}</strong> {detail}
          {times !== undefined && ` × ${times}`}
        </li>
      ))}
    </ol>
  </section>
);
