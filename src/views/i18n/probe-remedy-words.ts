import type { ProbeFailure } from '../../model/probe-failure.ts';
import { probeFailureWords } from './probe-failure-words.ts';
import { text } from './text.ts';

/** What the probe found, and what to do about it. `backticks` mark what is to be typed. */
export interface ProbeWords {
  what: string;
  remedy: string;
}

export const probeWords = (failure: ProbeFailure): ProbeWords => ({
  what: probeFailureWords(failure),
  remedy: remedyWords(failure),
});

const remedyWords = (failure: ProbeFailure): string => {
  switch (failure.code) {
    case 'bad-address':
      return text('probe_bad_address_remedy');
    case 'nothing-listens':
      return text('probe_nothing_listens_remedy');
    case 'not-elizaos':
      return text('probe_not_elizaos_remedy');
    case 'old-socket-io':
      return text('remedy_update_server');
    case 'wants-key':
      return text(failure.keyGiven ? 'probe_wrong_key_remedy' : 'probe_wants_key_remedy');
    case 'not-allowed':
      return text('probe_not_allowed_remedy');
    case 'redirects':
      return text('probe_redirects_remedy');
    case 'portal':
      return text('probe_portal_remedy');
    case 'faulty':
      return text('probe_faulty_remedy');
    case 'timeout':
      return text('probe_timeout_remedy');
    default:
      return failure satisfies never;
  }
};
