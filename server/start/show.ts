import { PANEL_PATH, type ParleyBrowser } from '../browser/launch.ts';
import type { Page } from '../browser/page.ts';

/** A new profile shows its setup; one that was used before shows where the user left off. */
const fillAddress = async (page: Page, address: string): Promise<void> => {
  const field = page.byRole('textbox', 'Server address');
  if ((await field.count()) === 1) await field.fill(address);
};

/**
 * Shows the extension to somebody who sees the window: in the side panel, or in a tab where no panel opens,
 * with the server's address filled in.
 */
export const showExtension = async (browser: ParleyBrowser, address: string): Promise<'panel' | 'tab'> => {
  const tab = await browser.openExtensionPage(PANEL_PATH);
  const panel = await browser.openSidePanel(tab).catch(() => undefined);
  const page = panel ?? tab;
  await fillAddress(page, address);
  if (panel) await tab.close();
  // From here on it is the user's: a page that is driven believes that it always has the focus.
  await page.cdp.detach();
  await browser.release();
  return panel ? 'panel' : 'tab';
};
