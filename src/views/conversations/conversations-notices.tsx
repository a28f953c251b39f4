import { inSentence } from '../i18n/name-text.ts';
import { text } from '../i18n/text.ts';
import type { ViewModel } from '../state/view-model.ts';
import { TransferProgress } from '../transfer/transfer-progress.tsx';
import { markRead } from './mark-read.ts';
import type { Export } from './use-export.ts';

interface ConversationsNoticesProps {
  model: ViewModel;
  exported: Omit<Export, 'exportRoom'>;
}

/** The lines above the list: that the open conversation was deleted, an export or its failure, "Mark all as read". */
export const ConversationsNotices = ({ model, exported }: ConversationsNoticesProps) => {
  const failure = exported.failure.value;
  const progress = exported.progress.value;
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
      {progress && (
        <div class="notice">
          <TransferProgress {...progress} />
          <button type="button" class="link" onClick={exported.stop}>
            {text('cancel')}
          </button>
        </div>
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
