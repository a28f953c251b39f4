import type { OtherMessage } from '../../../model/message.ts';
import { text } from '../../i18n/text.ts';
import { replyStatus } from './reply-status.ts';

/** How a reply ended, in words; empty where it is complete or streams. */
export const replyWords = (message: OtherMessage): string => {
  const status = replyStatus(message);
  switch (status) {
    case 'streaming':
    case 'complete':
      return '';
    case 'stopped':
      return text(message.reply === 'streaming' ? 'reply_stopped_goes_on' : 'reply_stopped');
    case 'superseded':
      return text('reply_superseded');
    case 'incomplete':
      return text('reply_incomplete');
    default:
      return status satisfies never;
  }
};
