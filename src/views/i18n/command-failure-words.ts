import type { AskFailure } from '../../relay/to-view.ts';
import { failureWords } from '../conversation/message/delivery-words.ts';
import { probeFailureWords } from './probe-failure-words.ts';
import { text } from './text.ts';

/** Why something that was asked for was not done, in one sentence. */
export const commandFailureWords = (failure: AskFailure): string => {
  switch (failure.code) {
    case 'refused':
    case 'too-large':
    case 'not-taken':
    case 'room-deleted':
      return failureWords(failure);
    case 'server-error':
      return text('ask_server_error', failure.error, failure.status);
    case 'not-understood':
      return text('ask_not_understood', failure.host);
    case 'not-found':
      return text('ask_not_found');
    case 'address-taken':
      return text('ask_address_taken', failure.host);
    case 'storage':
      return text('ask_storage', failure.error);
    case 'invalid':
      return failure.error;
    default:
      return probeFailureWords(failure);
  }
};
