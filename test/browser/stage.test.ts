import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { default as Axe } from 'axe-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { other } from '../stage/made.ts';
import { type SceneName, scenes } from '../stage/scenes.ts';
import { sharedStage } from './harness/stage.ts';

const stage = sharedStage();
const { open } = stage;
let axeSource: string;

beforeAll(async () => {
  axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
});

const names = Object.keys(scenes) as SceneName[];

/** What axe finds wrong in the page as it stands, in one of the themes. */
const violations = (theme: string): Promise<string[]> =>
  stage.page.evaluate(async (theme) => {
    document.documentElement.dataset.theme = theme;
    const { axe } = globalThis as typeof globalThis & { axe: typeof Axe };
    const { violations, passes } = await axe.run(document);
    if (passes.length < 5) return [`axe checked next to nothing in ${theme}`];
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${theme}: ${id}: ${node.target.join(' ')}: ${node.failureSummary}`),
    );
  }, theme);

describe.each(names)('%s', (name) => {
  it('gives axe nothing to find, in light and dark', async () => {
    await open(name, [400, 600]);
    await stage.page.evaluate(axeSource);
    expect([...(await violations('light')), ...(await violations('dark'))]).toEqual([]);
  });

  it('fits into the narrowest panel, with controls that are large enough', async () => {
    await open(name, [280, 700]);
    const { wide, small } = await stage.page.evaluate(() => ({
      wide: [...document.querySelectorAll('body *')]
        .filter((element) => !element.closest('pre, .table, .visually-hidden'))
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5)
        .map((element) => element.outerHTML.slice(0, 80)),
      small: [...document.querySelectorAll('button, textarea, summary, label:has(input), input[type=text]')]
        .filter((element) => element.getBoundingClientRect().height < 32)
        .map((element) => element.outerHTML.slice(0, 80)),
    }));
    expect(wide).toEqual([]);
    expect(small).toEqual([]);
  });
});

it('scrolled up, with something new below, gives axe nothing to find', async () => {
  await open('long', [400, 600]);
  await stage.wheel(-600);
  await stage.announce({ type: 'put', message: other('new', 'New', Date.now() + 86_400_000) });
  await stage.page.getByRole('button', { name: 'Jump to latest, 1 new' }).waitFor();
  await stage.page.evaluate(axeSource);
  expect([...(await violations('light')), ...(await violations('dark'))]).toEqual([]);
});

describe('the pages beside the conversation', () => {
  it('keep the draft, and give way when the server is left', async () => {
    const { page } = stage;
    await open('conversation');
    await page.getByRole('textbox', { name: 'Message' }).fill('Half a thought');
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    expect(await page.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('Half a thought');

    await open('agents');
    await page.getByRole('button', { name: 'Conversations' }).click();
    await page.getByRole('heading', { name: 'Conversations' }).waitFor();
    await stage.announce({ type: 'profile', profile: null });
    await page.getByRole('textbox', { name: 'Server address' }).waitFor();
  });
});
