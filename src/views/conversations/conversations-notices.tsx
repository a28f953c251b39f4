import { inSentence } from '../i18n/name-text.ts';
import { text } from '../i18n/text.ts';
import type { ViewModel } from '../state/view-model.ts';
import { markRead } from './mark-read.ts';

interface ConversationsNoticesProps {
  model: ViewModel;
  /** Why an export failed; empty where none did. */
  failure: string;
}

/** The lines above the list: that the open conversation was deleted, a failure, "Mark all as read". */
export const ConversationsNotices = ({ model, failure }: ConversationsNoticesProps) => {
  const rooms = model.rooms.value;
  const closedTitle = model.closedRoomTitle.value;
  const unread = rooms.filter((summary) => summary.unread > 0);
  return (
    <>
      {closedTitle !== undefined && (
        <p class="notice" role="status">
          {text('conversation_gone', inSentence(closedTitle))}
          {rooms.some(({ room }) => room.title === closedTitle) && ` ${text('conversation_gone_unsent')}`}
        </p>
      )}
      {failure && (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
      {unread.length > 0 && (
        <button
          type="button"
          class="link"
          onClick={() => {
            for (const summary of unread) markRead(model, summary);
          }}
        >
          {text('mark_all_read')}
        </button>
      )}
    </>
  );
};
