import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { default as Axe } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from '../../server/browser/find.ts';
import { thisMachine } from '../../server/browser/machine.ts';
import type { AskResult, ViewChange } from '../../src/relay/to-view.ts';
import { other, own, ROOM_ID } from '../stage/made.ts';
import { type SceneName, scenes } from '../stage/scenes.ts';
import { startStage } from '../stage/server.ts';

let browser: Browser;
let page: Page;
let stage: Awaited<ReturnType<typeof startStage>>;
let axeSource: string;
let errors: string[] = [];

beforeAll(async () => {
  axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  stage = await startStage();
  browser = await chromium.launch({
    executablePath: await findBrowser(thisMachine(console.log)),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  page = await browser.newPage();
  page.on('pageerror', (error) => errors.push(error.message));
});
afterAll(async () => {
  await browser?.close();
  await stage?.close();
});

const open = async (scene: SceneName, [width, height]: [number, number] = [360, 800]): Promise<void> => {
  errors = [];
  await page.setViewportSize({ width, height });
  await page.goto(`${stage.url}?fast&scene=${scene}&view=${width === 400 ? 'popup' : 'sidepanel'}`);
  await page.waitForSelector('html[data-played]');
  expect(errors).toEqual([]);
};

const names = Object.keys(scenes) as SceneName[];

/** What axe finds wrong in the page as it stands, in one of the themes. */
const violations = (theme: string): Promise<string[]> =>
  page.evaluate(async (theme) => {
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
    await page.evaluate(axeSource);
    expect([...(await violations('light')), ...(await violations('dark'))]).toEqual([]);
  });

  it('fits into the narrowest panel, with controls that are large enough', async () => {
    await open(name, [280, 700]);
    const { wide, small } = await page.evaluate(() => ({
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

/** What the scene's worker announces. */
const announce = (...changes: ViewChange[]): Promise<void> =>
  page.evaluate((given) => {
    const { stage } = globalThis as typeof globalThis & {
      stage: { announce(...changes: unknown[]): void };
    };
    stage.announce(...given);
  }, changes);

/** After what has changed was laid out, and scrolling was set right. */
const painted = (): Promise<void> =>
  page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );

const log = () => page.getByRole('log', { name: 'Conversation' });
const below = (): Promise<number> =>
  log().evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop);
const topOf = (id: string): Promise<number> =>
  page.locator(`[data-message-id="${id}"]`).evaluate((element) => element.getBoundingClientRect().top);
const wheel = async (pixels: number): Promise<void> => {
  await log().hover();
  const before = await log().evaluate((element) => element.scrollTop);
  await page.mouse.wheel(0, pixels);
  await page.waitForFunction((top) => document.querySelector('[role=log]')?.scrollTop !== top, before);
  await painted();
};
const later = Date.now() + 86_400_000;
const chunk = (text: string): ViewChange => ({
  type: 'append',
  roomId: ROOM_ID,
  id: other('new', '', 0).id,
  text,
});

describe('scrolling', () => {
  it('begins at the newest message, and follows it as it streams in', async () => {
    await open('long');
    expect(await below()).toBeLessThanOrEqual(1);
    await announce({ type: 'put', message: other('new', '', later, { reply: 'streaming' }) });
    for (let count = 0; count < 20; count += 1) await announce(chunk('More words that go on.\n\n'));
    await painted();
    expect(await page.getByText('More words that go on.').count()).toBe(20);
    expect(await below()).toBeLessThanOrEqual(1);
  });

  it('leaves a reader who has scrolled up where he is, and counts what is new', async () => {
    await open('long');
    await wheel(-600);
    const before = await topOf('l40');
    await announce({ type: 'put', message: other('new', '', later, { reply: 'streaming' }) });
    await announce(chunk('More words.\n\n'.repeat(20)));
    await announce({ type: 'put', message: own('mine', 'From another view', later + 1) });
    await announce({ type: 'put', message: other('newer', 'And more', later + 2) });
    await painted();
    expect(await topOf('l40')).toBe(before);
    const jump = page.getByRole('button', { name: 'Jump to latest, 2 new' });
    await jump.click();
    await painted();
    expect(await below()).toBeLessThanOrEqual(1);
    expect(await jump.count()).toBe(0);
    await announce({ type: 'put', message: other('newest', 'Followed again', later + 3) });
    await painted();
    expect(await below()).toBeLessThanOrEqual(1);
  });

  it('takes older messages in above without moving what is read', async () => {
    await open('long');
    type Stage = typeof globalThis & {
      stage: { asked: { type: string }[] };
      olderAnswer: Promise<unknown>;
      answerNow(result: unknown): void;
    };
    await page.evaluate(() => {
      const stage = globalThis as Stage;
      stage.olderAnswer = new Promise((resolve) => {
        stage.answerNow = resolve;
      });
    });
    const asks = () =>
      page.evaluate(
        () => (globalThis as Stage).stage.asked.filter((ask) => ask.type === 'load-older').length,
      );
    expect(await asks()).toBe(0);
    await log().evaluate((element) => {
      element.scrollTop = 60;
    });
    await painted();
    expect(await asks()).toBe(1);
    const read = await topOf('l2');
    // The last page: the button at the top goes away as well.
    await page.evaluate((result) => (globalThis as Stage).answerNow(result), {
      ok: true,
      older: {
        messages: Array.from({ length: 30 }, (_, index) => other(`older${index}`, `Older ${index}`, index)),
        hasOlder: false,
      },
    } satisfies AskResult);
    await page.waitForSelector('[data-message-id="older0"]', { state: 'attached' });
    await painted();
    expect(await topOf('l2')).toBeCloseTo(read, 0);
    expect(await asks()).toBe(1);
  });

  it('holds the place while the composer grows', async () => {
    await open('long');
    await page.getByRole('textbox', { name: 'Message' }).fill('a\nb\nc\nd\ne');
    await painted();
    expect(await below()).toBeLessThanOrEqual(1);
  });
});

describe('what is sent', () => {
  it('is shown to a reader who had scrolled up', async () => {
    await open('long');
    await wheel(-600);
    await page.getByRole('textbox', { name: 'Message' }).fill('Here');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('textarea')?.value === '');
    await announce({
      type: 'put',
      message: own('mine', 'Here', later, { delivery: { state: 'queued' } }),
    });
    await painted();
    expect(await below()).toBeLessThanOrEqual(1);
  });
});

describe('the pages beside the conversation', () => {
  it('keep the draft, and give way when the server is left', async () => {
    await open('conversation');
    await page.getByRole('textbox', { name: 'Message' }).fill('Half a thought');
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    expect(await page.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('Half a thought');

    await open('agents');
    await page.getByRole('button', { name: 'Conversations' }).click();
    await page.getByRole('heading', { name: 'Conversations' }).waitFor();
    await announce({ type: 'profile', profile: null });
    await page.getByRole('textbox', { name: 'Server address' }).waitFor();
  });
});
