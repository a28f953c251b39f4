import type { ComponentChildren } from 'preact';
import { text } from '../../i18n/text.ts';

/** Moves the focus, and with it the view, to the first element of the same message whose data has this label. */
const goTo = (from: Element, name: 'note' | 'footnote', label: number | string): void =>
  [...(from.closest('.markdown')?.querySelectorAll<HTMLElement>(`[data-${name}]`) ?? [])]
    .find(({ dataset }) => dataset[name] === String(label))
    ?.focus();

/** The raised number that leads to a footnote. `label`: its number, else its label. */
export const FootnoteReference = ({ label }: { label: number | string }) => (
  <sup>
    <button
      type="button"
      class="link"
      data-footnote={label}
      aria-label={text('footnote', label)}
      onClick={({ currentTarget }) => goTo(currentTarget, 'note', label)}
    >
      {label}
    </button>
  </sup>
);

/** A footnote in the list at the end of a message, and the way back to the text. */
export const FootnoteItem = ({ number, children }: { number: number; children: ComponentChildren }) => (
  <li data-note={number} tabIndex={-1}>
    {children}
    <button
      type="button"
      class="link"
      aria-label={text('footnote_back')}
      onClick={({ currentTarget }) => goTo(currentTarget, 'footnote', number)}
    >
      ↩
    </button>
  </li>
);
