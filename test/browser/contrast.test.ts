import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { default as Axe } from 'axe-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type SceneName, scenes } from '../stage/scenes.ts';
import { SCREENSHOTS } from './harness/screenshots.ts';
import { sharedStage } from './harness/stage.ts';

const stage = sharedStage();
const names = Object.keys(scenes) as SceneName[];
let axeSource: string;

beforeAll(async () => {
  axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
});
afterEach(() => stage.page.emulateMedia({ contrast: null, forcedColors: null, colorScheme: null }));

/** What axe finds: of its usual rules, or against its rule of 7:1. */
const violations = (rules: 'usual' | 'enhanced'): Promise<string[]> =>
  stage.page.evaluate(async (rules) => {
    const { axe } = globalThis as typeof globalThis & { axe: typeof Axe };
    const { violations, passes } = await axe.run(
      document,
      rules === 'enhanced' ? { runOnly: ['color-contrast-enhanced'] } : {},
    );
    if (passes.length === 0) return ['axe checked nothing'];
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary}`),
    );
  }, rules);

describe.each(names)('%s', (name) => {
  it.each(['light', 'dark'] as const)('has 7:1 where more contrast is wanted, in %s', async (colorScheme) => {
    await stage.page.emulateMedia({ contrast: 'more', colorScheme });
    await stage.open(name, [360, 800]);
    await stage.page.evaluate(axeSource);
    expect(await violations('enhanced')).toEqual([]);
    await stage.page.screenshot({ path: join(SCREENSHOTS, `contrast-${name}-${colorScheme}.png`) });
  });

  it.each(['light', 'dark'] as const)(
    'gives axe nothing to find in forced colours, in %s',
    async (colorScheme) => {
      await stage.page.emulateMedia({ forcedColors: 'active', colorScheme });
      await stage.open(name, [360, 800]);
      await stage.page.evaluate(axeSource);
      expect(await violations('usual')).toEqual([]);
      await stage.page.screenshot({ path: join(SCREENSHOTS, `forced-${name}-${colorScheme}.png`) });
    },
  );
});
