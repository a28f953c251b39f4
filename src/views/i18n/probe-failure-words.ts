import type { ProbeFailure } from '../../model/probe-failure.ts';
import { text } from './text.ts';

/** What a probe of a server found wrong, in one sentence. Text in `backticks` is code. */
export const probeFailureWords = (failure: ProbeFailure): string => {
  switch (failure.type) {
    case 'bad-address':
      return text('probe_bad_address');
    case 'nothing-listens':
      return text('probe_nothing_listens', failure.host);
    case 'not-elizaos':
      return text('probe_not_elizaos', failure.host);
    case 'old-socket-io':
      return text('probe_old_socket_io', failure.host);
    case 'wants-key':
      return text(failure.keyGiven ? 'probe_wrong_key' : 'probe_wants_key', failure.host);
    case 'not-allowed':
      return text('probe_not_allowed', failure.host);
    case 'redirects':
      return text('probe_redirects', failure.host);
    case 'portal':
      return text('probe_portal');
    case 'faulty':
      return text('probe_faulty', failure.host, failure.status);
    case 'timeout':
      return text('probe_timeout', failure.host, failure.seconds);
    default:
      return failure satisfies never;
  }
};
