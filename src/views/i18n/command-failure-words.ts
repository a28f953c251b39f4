import type { CommandFailure } from '../../relay/to-view.ts';
import { deliveryFailureWords } from './delivery-failure-words.ts';
import { probeFailureWords } from './probe-failure-words.ts';
import { text } from './text.ts';

/** Why a command was not carried out, in one sentence. Text in `backticks` is code. */
export const commandFailureWords = (failure: CommandFailure): string => {
  switch (failure.type) {
    case 'refused':
    case 'too-large':
    case 'not-taken':
    case 'room-deleted':
      return deliveryFailureWords(failure);
    case 'server-error':
      return text('command_server_error', failure.error, failure.status);
    case 'not-understood':
      return text('command_not_understood', failure.host);
    case 'not-found':
      return text('command_not_found');
    case 'address-taken':
      return text('command_address_taken', failure.host);
    case 'storage':
      return text('command_storage', failure.error);
    case 'invalid':
      return failure.error;
    default:
      return probeFailureWords(failure);
  }
};
