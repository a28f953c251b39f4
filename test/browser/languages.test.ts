import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freePort } from '../../server/ports.ts';
import { parseMessages } from '../locales.ts';
import { DIST, installExtension } from './harness/browser.ts';

it.each([
  ['ar', 'rtl'],
  ['de', 'ltr'],
  ['es', 'ltr'],
  ['fr', 'ltr'],
  ['ja', 'ltr'],
  ['ko', 'ltr'],
  ['pt_BR', 'ltr'],
  ['ru', 'ltr'],
  ['zh_CN', 'ltr'],
])('the browser takes the words in %s, and the page runs as they do', async (locale, dir) => {
  const words = parseMessages(await readFile(join(DIST, '_locales', locale, 'messages.json'), 'utf8'));
  // Without English a browser that speaks nothing else takes the language instead.
  const browser = await installExtension({ manifest: { default_locale: locale }, without: '_locales/en' });
  try {
    const page = await browser.openPopup();
    await page.waitForRole('heading', words.setup_heading?.message);
    // A message with something filled in, as the browser does it.
    const host = `localhost:${await freePort(0)}`;
    await page.byRole('textbox', words.server_address?.message).fill(`http://${host}`);
    await page.byRole('button', words.connect?.message).click();
    const said = words.probe_nothing_listens?.message.replace('$HOST$', host);
    expect(await (await page.waitForRole('alert')).text()).toContain(said);
    const shown = await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);
    expect(shown).toEqual([locale.replace('_', '-'), dir]);
  } finally {
    await browser.close();
  }
});
