import type { Mark } from '../../diagnostics/row.ts';

const PATHS: Readonly<Record<Mark, string>> = {
  good: 'M4 8.4l2.8 2.8L12.2 5',
  warn: 'M8 4.2v4.4M8 11.4v.2',
  bad: 'M5 5l6 6M11 5l-6 6',
  unknown: 'M5.5 8h5',
};

/** The icon of a mark. Screen readers read it in the name of the row. */
export const MarkIcon = ({ mark }: { mark: Mark }) => (
  <svg class="mark" viewBox="0 0 16 16" width="20" height="20" aria-hidden="true" focusable="false">
    <circle cx="8" cy="8" r="7.5" />
    <path d={PATHS[mark]} />
  </svg>
);
