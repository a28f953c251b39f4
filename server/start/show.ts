import { PANEL_PATH, type ParleyBrowser } from '../browser/launch.ts';
import type { Page } from '../browser/page.ts';

/** Fills in the address where the setup is shown: in a new browser profile. */
const fillAddress = async (page: Page, address: string): Promise<void> => {
  const field = page.byRole('textbox', 'Server address');
  if ((await field.count()) === 1) await field.fill(address);
};

/**
 * Shows the extension in a visible browser: in the side panel, or in a tab where the panel does not open. Fills in
 * the server's address.
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
