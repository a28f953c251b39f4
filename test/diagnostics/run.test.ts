import { describe, expect, it } from 'vitest';
import { checksFor } from '../../src/diagnostics/checks.ts';
import type { Evidence } from '../../src/diagnostics/evidence.ts';
import { runChecks } from '../../src/diagnostics/run.ts';
import { AGENT_ID, evidenceOf, failedCheck } from '../harness/evidence.ts';

const run = async (answers: Evidence['asked']) => {
  const steps: string[] = [];
  const evidence = await evidenceOf(({ open }) => open());
  const failed = await runChecks(checksFor(evidence), {
    evidence: () => evidence,
    ask: async (what) => {
      steps.push(`ask ${what}`);
      evidence.asked = { ...evidence.asked, [what]: answers[what] };
    },
    onStep: (id) => steps.push(id),
  });
  return { failed, steps };
};

describe('running the checks', () => {
  it('asks what has to be asked, in order, to the end', async () => {
    const { failed, steps } = await run({
      server: { at: 0, ok: true, version: '1.7.2', dialect: 'modern' },
      participants: { at: 0, ok: true, participants: [AGENT_ID] },
      history: { at: 0, ok: true },
    });
    expect(failed).toBeUndefined();
    expect(steps.slice(0, 4)).toEqual(['address', 'ask server', 'server', 'origin']);
    expect(steps.filter((step) => step.startsWith('ask'))).toEqual([
      'ask server',
      'ask participants',
      'ask history',
    ]);
    expect(steps.at(-1)).toBe('worker');
  });

  it('stops at the first that fails', async () => {
    expect(await run({ server: failedCheck('not-elizaos') })).toEqual({
      failed: 'server',
      steps: ['address', 'ask server', 'server'],
    });
    const { failed, steps } = await run({
      server: { at: 0, ok: true, version: '1.7.2', dialect: 'modern' },
      participants: { at: 0, ok: true, participants: [] },
    });
    expect([failed, steps.at(-1)]).toEqual(['participant', 'ask participants']);
  });
});
