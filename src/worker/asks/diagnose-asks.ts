import { probe } from '../../api/probe.ts';
import type { CheckName } from '../../model/check-name.ts';
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
    if (what === 'server') {
      const result = await probe(profile.address, session, { fetch, now: clock.now });
      if (!result.ok) return failed(result.failure);
      const { version, dialect } = result.found;
      return { ok: true, checked: { dialect, ...(version && { version }) } };
    }
    const { roomId } = profile;
    if (!roomId) return notFound('room');
    const requests = {
      history: () => api.history(roomId, { limit: 1 }),
      participants: () => api.participants(roomId),
    } satisfies Record<Exclude<CheckName, 'server'>, unknown>;
    const answer = await requests[what]();
    if (!answer.ok) return failed(explain(answer.error, session));
    return { ok: true, checked: Array.isArray(answer.value) ? { participants: answer.value } : {} };
  };

  return { check, report: async (after) => ({ ok: true, report: await log.report(after) }) };
};
