import { checks, checksFor } from '../../src/diagnostics/checks.ts';
import type { CheckResult, Evidence } from '../../src/diagnostics/evidence.ts';
import { ofServer } from '../../src/diagnostics/of-server.ts';
import type { Row, RowId } from '../../src/diagnostics/row.ts';
import { runChecks } from '../../src/diagnostics/run.ts';
import type { CheckName } from '../../src/model/check-name.ts';
import type { TestView } from './worker.ts';

/** The evidence of a view, `later` ms from now. */
const evidenceOf = async (view: TestView, asked: Evidence['asked'], later = 0): Promise<Evidence> => {
  const result = await view.execute({ type: 'diagnose' });
  const { profile, connection, open, storageFault } = view.state();
  if (!result.ok || !result.report || !profile) throw new Error('nothing to judge by');
  const now = Date.now() + later;
  const report = ofServer(result.report, profile.address);
  return { now, profile, connection, room: open?.room, report, asked, storageFault };
};

/** The rows as the page shows them without a run of the checks; `later`: as if so many ms had passed. */
export const rowsOf = async (view: TestView, later = 0): Promise<Record<RowId, Row>> => {
  const rows = checks(await evidenceOf(view, {}, later));
  return Object.fromEntries(rows.map((row) => [row.id, row])) as Record<RowId, Row>;
};

/** "Run the checks": where it stopped, and the rows after it. */
export const run = async (view: TestView): Promise<{ failed: RowId | undefined; rows: Row[] }> => {
  const asked: Evidence['asked'] = {};
  let evidence = await evidenceOf(view, asked);
  const ask = async (what: CheckName): Promise<void> => {
    const result = await view.execute({ type: 'check', what });
    const at = Date.now();
    const answer: CheckResult = result.ok
      ? { at, ok: true, ...result.checked }
      : { at, ok: false, code: result.failure.type, words: JSON.stringify(result.failure) };
    asked[what] = answer;
    evidence = await evidenceOf(view, asked);
  };
  const parts = { evidence: () => evidence, ask, onStep: () => {} };
  const failed = await runChecks(checksFor(evidence), parts);
  return { failed, rows: checks(evidence) };
};
