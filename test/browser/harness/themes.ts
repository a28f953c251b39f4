import type { default as Axe } from 'axe-core';
import type { Page } from '../../../server/browser/page.ts';

/** The rules that depend on colours, and so on the theme; the others are checked once. */
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

/** The faults that axe finds in a page of the stage, in each theme. Leaves the browser's own theme set. */
export const violationsInThemes = async (page: Page): Promise<string[]> => {
  const found: string[] = [];
  for (const { theme, media, rules } of THEMES) {
    await page.emulateMedia(media);
    const inTheme = await page.evaluate(
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
  await page.emulateMedia({});
  return found;
};
