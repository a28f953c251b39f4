import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { default as Axe, AxeResults } from 'axe-core';
import type { Page } from '../../../server/browser/page.ts';

let source: Promise<string> | undefined;
const axeSource = (): Promise<string> => {
  source ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  return source;
};

/**
 * The faults that axe finds in a page, one line per element: `rule (impact): selector: remedy`. The script
 * comes in over the debugging protocol, which the page's content security policy does not reach.
 */
export const axeViolations = async (page: Page): Promise<string[]> => {
  const { exceptionDetails } = await page.cdp.send('Runtime.evaluate', { expression: await axeSource() });
  if (exceptionDetails) throw new Error(`axe did not load: ${exceptionDetails.text}`);
  const { violations, passes } = await page.evaluate(async () => {
    const { axe } = globalThis as typeof globalThis & { axe: typeof Axe };
    const results: AxeResults = await axe.run(document, { resultTypes: ['violations'] });
    return {
      passes: results.passes.length,
      violations: results.violations.map(({ id, impact, nodes }) => ({
        id,
        impact,
        nodes: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary}`),
      })),
    };
  });
  if (passes === 0) throw new Error('axe checked nothing: is the page empty?');
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map((node) => `${id} (${impact}): ${node.replace(/\s+/g, ' ')}`),
  );
};
