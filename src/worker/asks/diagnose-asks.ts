import { probe } from '../../api/probe.ts';
import type { CheckName } from '../../diagnostics/report.ts';
import type { AskResult } from '../../relay/to-view.ts';
import type { AsksDeps } from './deps.ts';
import { explain, failed, notFound } from './result.ts';

/** What is asked by who wants to know why something does not work. Nothing is judged here. */
export interface DiagnoseAsks {
  report(after: number | undefined): Promise<AskResult>;
  check(what: CheckName): Promise<AskResult>;
}

export const createDiagnoseAsks = (deps: AsksDeps): DiagnoseAsks => {
  const { session, log, fetch, clock } = deps;

  const check = async (what: CheckName): Promise<AskResult> => {
    const { profile } = session;
    const api = deps.api();
    if (!profile || !api) return notFound('server');
    const { roomId } = profile;
    switch (what) {
      case 'server': {
        const result = await probe(profile.address, session, { fetch, now: clock.now });
        if (!result.ok) return failed(result.failure);
        const { version, dialect } = result.found;
        return { ok: true, checked: { dialect, ...(version && { version }) } };
      }
      case 'history': {
        const answer = roomId && (await api.history(roomId, { limit: 1 }));
        if (!answer) return notFound('room');
        return answer.ok ? { ok: true, checked: {} } : failed(explain(answer.error, session));
      }
      case 'participants': {
        const answer = roomId && (await api.participants(roomId));
        if (!answer) return notFound('room');
        return answer.ok
          ? { ok: true, checked: { participants: answer.value } }
          : failed(explain(answer.error, session));
      }
      default:
        return what satisfies never;
    }
  };

  return { check, report: async (after) => ({ ok: true, report: await log.report(after) }) };
};
