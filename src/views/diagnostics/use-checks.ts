import { type ReadonlySignal, useSignal } from '@preact/signals';
import { checks, checksFor } from '../../diagnostics/checks.ts';
import type { CheckResult, Evidence } from '../../diagnostics/evidence.ts';
import { ofServer } from '../../diagnostics/of-server.ts';
import type { Row, RowId } from '../../diagnostics/row.ts';
import { runChecks } from '../../diagnostics/run.ts';
import type { CheckName } from '../../model/check-name.ts';
import type { CommandResult } from '../../relay/to-view.ts';
import { commandFailureWords } from '../i18n/command-failure-words.ts';
import type { ViewModel } from '../state/view-model.ts';
import type { FollowedReport } from './use-report.ts';

/** The run of the checks: where it is, or how it ended. */
export type CheckRun =
  | { type: 'none' }
  | { type: 'at'; id: RowId }
  | { type: 'passed' }
  | { type: 'stopped'; id: RowId };

export interface Checklist {
  rows(now: number): readonly Row[];
  readonly run: ReadonlySignal<CheckRun>;
  start(): Promise<void>;
}

const resultOf = (result: CommandResult): CheckResult =>
  result.ok
    ? { at: Date.now(), ok: true, ...result.checked }
    : { at: Date.now(), ok: false, code: result.failure.type, words: commandFailureWords(result.failure) };

/** The checks of the server in use, judged by the worker's report and by the answers to its questions. */
export const useChecks = (model: ViewModel, { report, refresh }: FollowedReport): Checklist => {
  const asked = useSignal<Evidence['asked']>({});
  const run = useSignal<CheckRun>({ type: 'none' });

  const evidence = (now: number): Evidence | undefined => {
    const profile = model.profile.value;
    if (!profile || !report.value) return undefined;
    return {
      now,
      profile,
      connection: model.connection.value,
      room: model.conversation.value?.room.value,
      report: ofServer(report.value, profile.address),
      asked: asked.value,
      storageFault: model.storageFault.value,
    };
  };

  const askServer = async (what: CheckName): Promise<void> => {
    const result = resultOf(await model.execute({ type: 'check', what }));
    await refresh();
    asked.value = { ...asked.value, [what]: result };
  };

  const start = async (): Promise<void> => {
    if (run.peek().type === 'at') return;
    const first = evidence(Date.now());
    if (!first) return;
    asked.value = {};
    const failed = await runChecks(checksFor(first), {
      evidence: () => evidence(Date.now()) ?? first,
      ask: askServer,
      onStep: (id) => {
        run.value = { type: 'at', id };
      },
    });
    run.value = failed === undefined ? { type: 'passed' } : { type: 'stopped', id: failed };
  };

  return {
    run,
    start,
    rows: (now) => {
      const known = evidence(now);
      return known ? checks(known) : [];
    },
  };
};
