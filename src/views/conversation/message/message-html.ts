/** What is shown of the message that a button belongs to, as HTML. */
export const messageHtml = async (button: Element): Promise<string> => {
  const shown = button.closest('article')?.querySelector('.markdown');
  const { domToHtml: richText } = await import('./dom-to-html.ts');
  return shown ? richText(shown) : '';
};
