import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Page } from '../../server/browser/page.ts';
import { freePort } from '../../server/ports.ts';
import { launchExtension } from './harness/browser.ts';
import { connected, connectTo, SLOW, say, settled } from './harness/conversation.ts';
import { SCREENSHOTS, screenshotBoth } from './harness/screenshots.ts';
import { sharedWorld } from './harness/world.ts';

const OURS = /^(popup|panel|panel-narrow)-(setup|failure|agents|conversation)-(light|dark)\.png$/;
const PANELS = [
  ['panel', 360],
  ['panel-narrow', 280],
] as const;

/** A headless browser has no mouse, and shows what elsewhere appears under it. */
const MOUSE =
  '--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4';

describe('pictures of the popup and the side panel', () => {
  const world = sharedWorld({ browser: () => launchExtension({ args: [MOUSE] }) });
  let panel: Page;
  beforeAll(async () => {
    const old = (await readdir(SCREENSHOTS).catch(() => [])).filter((name) => OURS.test(name));
    await Promise.all(old.map((name) => rm(join(SCREENSHOTS, name))));
    panel = await world.browser.openSidePanel();
  });

  /** Takes the pictures of what the worker shows now in both views, and measures them on the way. */
  const picture = async (name: string, prepare: (page: Page) => Promise<void>): Promise<void> => {
    for (const [view, width] of PANELS) {
      await panel.setSize(width, 800);
      await prepare(panel);
      expect(await overflowing(panel), `${view} ${name}`).toEqual([]);
      await screenshotBoth(panel, `${view}-${name}`);
    }
    const popup = await world.browser.openPopup();
    await prepare(popup);
    expect(await popup.evaluate(() => [innerWidth, innerHeight])).toEqual([400, 600]);
    expect(await overflowing(popup), `popup ${name}`).toEqual([]);
    await screenshotBoth(popup, `popup-${name}`);
    await popup.close();
  };

  /** The elements that reach beyond the width of the page, outside of scroll containers. */
  const overflowing = (page: Page): Promise<string[]> =>
    page.evaluate(() =>
      [...document.querySelectorAll('body *')]
        .filter((element) => element.closest('pre, .visually-hidden') === null)
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5)
        .map((element) => element.outerHTML.slice(0, 80)),
    );

  it('the setup', () => picture('setup', async (page) => void (await page.waitForRole('button', 'Connect'))));

  it('a failure', async () => {
    const port = await freePort(3001);
    await picture('failure', async (page) => {
      await connectTo(page, `http://localhost:${port}`);
      await page.waitForRole('alert');
    });
  });

  it('the agents', async () => {
    await connectTo(panel, world.server.url);
    await picture('agents', (page) => page.byRole('list', 'Agents').byRole('button').waitFor(SLOW));
  });

  it('a conversation', async () => {
    await panel
      .byRole('list', 'Agents')
      .byRole('button', /^Eliza/)
      .click();
    await connected(panel);
    await say(panel, 'Can you show me markdown?');
    await settled(panel, 1, 1);
    await say(panel, 'I feel happy about my new side panel.');
    await settled(panel, 2, 2);
    await picture('conversation', async (page) => {
      await connected(page);
      await settled(page, 2, 2);
      // At the end of it, as a reader finds it.
      await page.waitFor(() => {
        const log = document.querySelector('[role="log"]');
        return log !== null && log.scrollHeight - log.clientHeight - log.scrollTop < 2;
      }, []);
    });
  });

  it('are all there', async () => {
    expect((await readdir(SCREENSHOTS)).filter((name) => OURS.test(name))).toHaveLength(24);
  });
});
