import type { OtherMessage } from '../../../model/message.ts';
import { text } from '../../i18n/text.ts';

/** As much of a reply as is shown. */
export const shownText = ({ text, stoppedAt }: OtherMessage): string => text.slice(0, stoppedAt);

/** How a reply ended, in words; empty for one that is whole, or goes on. */
export const replyWords = ({ reply, stoppedAt }: OtherMessage): string => {
  if (stoppedAt !== undefined) {
    return text(reply === 'streaming' ? 'reply_stopped_goes_on' : 'reply_stopped');
  }
  switch (reply) {
    case 'streaming':
    case 'complete':
      return '';
    case 'superseded':
      return text('reply_superseded');
    case 'incomplete':
      return text('reply_incomplete');
    default:
      return reply satisfies never;
  }
};
