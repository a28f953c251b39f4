/** How long (ms) a message is marked. */
const FLASH_MS = 4_000;

/** Moves the focus to a message, and marks it for a moment. */
export const flashMessage = (article: HTMLElement): void => {
  article.tabIndex = -1;
  article.focus({ preventScroll: true });
  article.dataset.found = '';
  setTimeout(() => delete article.dataset.found, FLASH_MS);
};
