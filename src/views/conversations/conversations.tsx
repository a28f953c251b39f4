import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { RoomId } from '../../model/ids.ts';
import { SearchIcon } from '../components/page-icons.tsx';
import { PartBoundary } from '../errors/error-boundary.tsx';
import { text } from '../i18n/text.ts';
import { PageFrame } from '../page/page-frame.tsx';
import type { PageProps } from '../page/page-props.ts';
import { ConversationsLinks } from './conversations-links.tsx';
import { ConversationsNotices } from './conversations-notices.tsx';
import { CurrentDialog, type OpenDialog } from './open-dialog.tsx';
import { RoomList } from './room-list.tsx';
import { roomMenu } from './room-menu.ts';
import { useExport } from './use-export.ts';
import '../styles/conversations.css';

const SearchButton = ({ onSearch }: { onSearch: () => void }) => (
  <button
    type="button"
    class="icon-button"
    aria-label={text('search_heading')}
    title={text('search_heading')}
    onClick={onSearch}
  >
    <SearchIcon />
  </button>
);

interface ConversationsPageProps extends PageProps {
  onBack: () => void;
  onSearch: () => void;
}

/** The conversations of the server, the latest first, each with a menu. */
export const ConversationsPage = ({ model, platform, onBack, onSearch }: ConversationsPageProps) => {
  const chosen = useSignal<OpenDialog | null>(null);
  const { exportRoom, ...exported } = useExport({ model, platform });
  const rooms = model.rooms.value;
  const openId = model.conversation.value?.room.value.id;
  const isListed = (roomId: RoomId): boolean => rooms.some(({ room }) => room.id === roomId);
  const dialog = chosen.value?.type === 'room' && !isListed(chosen.value.roomId) ? null : chosen.value;
  const openDialog = (next: OpenDialog | null): void => {
    chosen.value = next;
  };

  // The focused element may have been removed with its row.
  useEffect(() => {
    if (dialog === null && document.activeElement === document.body) {
      document.querySelector<HTMLElement>('.room[tabindex="0"], h1')?.focus();
    }
  }, [dialog, rooms.length]);

  const openRoom = async (roomId: RoomId): Promise<void> => {
    if (roomId !== openId) await model.execute({ type: 'open-room', roomId });
    onBack();
  };
  return (
    <PageFrame
      heading={text('conversations_heading')}
      onBack={onBack}
      action={rooms.length > 0 && <SearchButton onSearch={onSearch} />}
    >
      <ConversationsNotices model={model} exported={exported} />
      {rooms.length === 0 ? (
        <p class="quiet">{text('conversations_none')}</p>
      ) : (
        <RoomList
          rooms={rooms}
          openId={openId}
          menuOf={(summary) =>
            roomMenu(summary, {
              model,
              openDialog: (action) => openDialog({ type: 'room', action, roomId: summary.room.id }),
              exportAs: (format) => void exportRoom(summary.room, format),
            })
          }
          onOpen={(id) => void openRoom(id)}
        />
      )}
      <ConversationsLinks model={model} openDialog={openDialog} onClosed={onBack} />
      {rooms.length > 1 && <p class="hint">{text('conversations_keys')}</p>}
      {dialog && (
        <PartBoundary>
          <CurrentDialog model={model} open={dialog} onImported={onBack} onClose={() => openDialog(null)} />
        </PartBoundary>
      )}
    </PageFrame>
  );
};
