import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort } from '../../server/ports.ts';
import { parseMessages } from '../locales.ts';
import { DIST, launchExtension } from './harness/browser.ts';

let dist = '';
beforeEach(async () => {
  dist = await mkdtemp(join(tmpdir(), 'parley-language-'));
});
afterEach(() => rm(dist, { recursive: true, force: true, maxRetries: 5 }));

/** The built extension without English: a browser that speaks nothing else takes the language instead. */
const buildIn = async (locale: string): Promise<void> => {
  await cp(DIST, dist, { recursive: true });
  await rm(join(dist, '_locales', 'en'), { recursive: true });
  const path = join(dist, 'manifest.json');
  const manifest: object = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...manifest, default_locale: locale }));
};

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
  await buildIn(locale);
  const words = parseMessages(await readFile(join(dist, '_locales', locale, 'messages.json'), 'utf8'));
  const browser = await launchExtension({ dist });
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
