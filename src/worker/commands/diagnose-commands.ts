import { probe } from '../../api/probe.ts';
import type { CommandDeps } from './deps.ts';
import type { Handlers } from './handlers.ts';
import { DONE, explain, failed, notFound } from './result.ts';

/** Commands of the diagnostics. Nothing is judged here. */
export const diagnoseCommands = ({ session, log, fetch, clock, api: apiOf }: CommandDeps) =>
  ({
    diagnose: async ({ after }) => ({ ok: true, report: await log.report(after) }),
    'note-fault': ({ words }) => {
      log.add('note', 'fault', words);
      return DONE;
    },
    check: async ({ what }) => {
      const { profile } = session;
      const api = apiOf();
      if (!profile || !api) return notFound('server');
      switch (what) {
        case 'server': {
          const result = await probe(profile.address, session, { fetch, now: clock.now });
          if (!result.ok) return failed(result.failure);
          const { version, dialect } = result.found;
          return { ok: true, checked: { dialect, ...(version && { version }) } };
        }
        case 'history': {
          if (!profile.roomId) return notFound('room');
          const answer = await api.history(profile.roomId, { limit: 1 });
          return answer.ok ? { ok: true, checked: {} } : failed(explain(answer.error, session));
        }
        case 'participants': {
          if (!profile.roomId) return notFound('room');
          const answer = await api.participants(profile.roomId);
          if (!answer.ok) return failed(explain(answer.error, session));
          return { ok: true, checked: { participants: answer.value } };
        }
        default:
          return what satisfies never;
      }
    },
  }) satisfies Partial<Handlers>;
