import type { default as Axe } from 'axe-core';
import { afterEach, expect, it } from 'vitest';
import { other } from '../stage/made.ts';
import { type SceneName, scenes } from '../stage/scenes.ts';
import { sharedStage } from './harness/stage.ts';

const stage = sharedStage();
const names = Object.keys(scenes) as SceneName[];

/** What a theme changes is colours: the rest of the rules are asked once. */
const THEMES = [
  { theme: 'light', media: { 'prefers-color-scheme': 'light' }, rules: [] },
  { theme: 'dark', media: { 'prefers-color-scheme': 'dark' }, rules: ['color-contrast'] },
  {
    theme: 'more contrast, light',
    media: { 'prefers-contrast': 'more', 'prefers-color-scheme': 'light' },
    // 7:1
    rules: ['color-contrast-enhanced'],
  },
  {
    theme: 'more contrast, dark',
    media: { 'prefers-contrast': 'more', 'prefers-color-scheme': 'dark' },
    rules: ['color-contrast-enhanced'],
  },
  {
    theme: 'forced colours, light',
    media: { 'forced-colors': 'active', 'prefers-color-scheme': 'light' },
    rules: ['color-contrast'],
  },
  {
    theme: 'forced colours, dark',
    media: { 'forced-colors': 'active', 'prefers-color-scheme': 'dark' },
    rules: ['color-contrast'],
  },
] as const;

afterEach(() => stage.page.emulateMedia({}));

/** What axe finds in the page as it stands, in each theme. */
const violations = async (): Promise<string[]> => {
  const found: string[] = [];
  for (const { theme, media, rules } of THEMES) {
    await stage.page.emulateMedia(media);
    const inTheme = await stage.page.evaluate(
      async (rules) => {
        const { loadAxe } = globalThis as typeof globalThis & { loadAxe(): Promise<{ default: typeof Axe }> };
        const { default: axe } = await loadAxe();
        const { violations, passes } = await axe.run(
          document,
          rules.length > 0 ? { runOnly: rules } : { resultTypes: ['violations'] },
        );
        if (passes.length < (rules.length || 5)) return ['axe checked next to nothing'];
        return violations.flatMap(({ id, nodes }) =>
          nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary}`),
        );
      },
      [...rules],
    );
    found.push(...inTheme.map((fault) => `${theme}: ${fault}`));
  }
  return found;
};

it.each(names)('%s gives axe nothing to find, in any theme', async (name) => {
  await stage.open(name, [400, 600]);
  expect(await violations()).toEqual([]);
});

it('scrolled up, with something new below, gives axe nothing to find', async () => {
  await stage.open('long', [400, 600]);
  await stage.wheel(-600);
  await stage.announce({ type: 'put', message: other('new', 'New', Date.now() + 86_400_000) });
  await stage.page.byRole('button', 'Jump to latest, 1 new').waitFor();
  expect(await violations()).toEqual([]);
});
