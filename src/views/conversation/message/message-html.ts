/** What is shown of the message that a button belongs to, as HTML. */
export const copyFormat = async (button: Element): Promise<string> => {
  const shown = button.closest('article')?.querySelector('.markdown');
  const { richText } = await import('./dom-to-html.ts');
  return shown ? richText(shown) : '';
};
