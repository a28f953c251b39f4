import type { CommandFailure } from '../../relay/to-view.ts';
import { text } from './text.ts';

/**
 * What to do about a failure, in one sentence; undefined where the words of the failure say all. Text in
 * `backticks` is code.
 */
export const remedyWords = (failure: CommandFailure): string | undefined => {
  switch (failure.type) {
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
    case 'refused':
    case 'room-deleted':
    case 'too-large':
    case 'not-taken':
    case 'server-error':
    case 'not-understood':
    case 'not-found':
    case 'storage':
    case 'address-taken':
    case 'invalid':
      return undefined;
    default:
      return failure satisfies never;
  }
};
