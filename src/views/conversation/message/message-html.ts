/** The shown text of the message that `button` belongs to, as HTML. Empty where nothing is shown. */
export const messageHtml = async (button: Element): Promise<string> => {
  const shown = button.closest('article')?.querySelector('.markdown');
  const { domToHtml } = await import('./dom-to-html.ts');
  return shown ? domToHtml(shown) : '';
};
