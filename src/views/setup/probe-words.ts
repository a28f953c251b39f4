import type { ProbeFailure } from '../../model/probe-failure.ts';
import { text } from '../text.ts';

/** What the probe found, and what to do about it. `backticks` mark what is to be typed. */
export interface ProbeWords {
  what: string;
  remedy: string;
}

export const probeWords = (failure: ProbeFailure): ProbeWords => {
  switch (failure.code) {
    case 'bad-address':
      return { what: text('probe_bad_address'), remedy: text('probe_bad_address_remedy') };
    case 'nothing-listens':
      return {
        what: text('probe_nothing_listens', failure.host),
        remedy: text('probe_nothing_listens_remedy'),
      };
    case 'not-elizaos':
      return { what: text('probe_not_elizaos', failure.host), remedy: text('probe_not_elizaos_remedy') };
    case 'old-socket-io':
      return { what: text('probe_old_socket_io', failure.host), remedy: text('remedy_update_server') };
    case 'wants-key':
      return failure.keyGiven
        ? { what: text('probe_wrong_key', failure.host), remedy: text('probe_wrong_key_remedy') }
        : { what: text('probe_wants_key', failure.host), remedy: text('probe_wants_key_remedy') };
    case 'not-allowed':
      return {
        what: text('probe_not_allowed', failure.host),
        remedy: text('probe_not_allowed_remedy'),
      };
    case 'portal':
      return { what: text('probe_portal'), remedy: text('probe_portal_remedy') };
    case 'faulty':
      return {
        what: text('probe_faulty', failure.host, failure.status),
        remedy: text('probe_faulty_remedy'),
      };
    case 'redirects':
      return { what: text('probe_redirects', failure.host), remedy: text('probe_redirects_remedy') };
    case 'timeout':
      return {
        what: text('probe_timeout', failure.host, failure.seconds),
        remedy: text('probe_timeout_remedy'),
      };
    default:
      return failure satisfies never;
  }
};
