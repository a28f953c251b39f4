/** How long what was looked for stands out. */
const SHOWN_MS = 4_000;

/** Marks a message that was looked for, for a moment, and leads the keyboard and the screen reader to it. */
export const present = (article: HTMLElement): void => {
  article.tabIndex = -1;
  article.focus({ preventScroll: true });
  article.dataset.found = '';
  setTimeout(() => delete article.dataset.found, SHOWN_MS);
};
