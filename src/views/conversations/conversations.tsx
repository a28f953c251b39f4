import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { RoomId } from '../../model/ids.ts';
import type { Room } from '../../model/room.ts';
import type { RoomSummary } from '../../relay/to-view.ts';
import { lazy } from '../components/lazy.tsx';
import type { MenuItem } from '../components/menu.tsx';
import { SearchIcon } from '../components/page-icons.tsx';
import { PartBoundary } from '../errors/error-boundary.tsx';
import { text } from '../i18n/text.ts';
import { PageFrame } from '../page/page-frame.tsx';
import type { PageProps } from '../page/page-props.ts';
import type { ViewModel } from '../state/view-model.ts';
import type { ExportFormat } from '../transfer/export-room.ts';
import { GroupAgentsDialog, NewGroupDialog } from './group-dialogs.tsx';
import { ClearDialog, DeleteDialog, RenameDialog } from './room-dialogs.tsx';
import { RoomList } from './room-list.tsx';
import '../styles/conversations.css';

/** What is being asked about a conversation, or about one that is to come. */
type Doing =
  | { what: 'import'; file: File }
  | { what: 'rename' | 'clear' | 'delete' | 'agents'; roomId: RoomId }
  | { what: 'new-group' };

interface DoingProps {
  model: ViewModel;
  doing: Doing;
  /** A conversation was taken in, and is open. */
  onImported: () => void;
  onClose: () => void;
}

/** Fetched by who has a file to export, or to import. */
const ImportDialog = lazy(async () => (await import('../transfer/import-dialog.tsx')).ImportDialog);

const DoingDialog = ({ model, doing, onImported, onClose }: DoingProps) => {
  if (doing.what === 'import') {
    return <ImportDialog model={model} chosen={doing.file} onImported={onImported} onClose={onClose} />;
  }
  if (doing.what === 'new-group') return <NewGroupDialog model={model} onClose={onClose} />;
  const summary = model.rooms.value.find(({ room }) => room.id === doing.roomId);
  if (!summary) return null;
  const props = { model, summary, onClose };
  switch (doing.what) {
    case 'rename':
      return <RenameDialog {...props} />;
    case 'clear':
      return <ClearDialog {...props} />;
    case 'delete':
      return <DeleteDialog {...props} />;
    case 'agents':
      return <GroupAgentsDialog {...props} />;
    default:
      return doing satisfies never;
  }
};

/** Our clock may stand before the server's: what is in the list was seen. */
const markRead = (model: ViewModel, { room, at }: RoomSummary): void => {
  void model.ask({ type: 'mark-read', roomId: room.id, at: Math.max(at, Date.now()) });
};

interface ConversationsPageProps extends PageProps {
  onBack: () => void;
  onSearch: () => void;
}

/** The conversations of the server, the latest first as the worker hands them over, and what can be done to each. */
export const ConversationsPage = ({ model, platform, onBack, onSearch }: ConversationsPageProps) => {
  const chosen = useSignal<Doing | null>(null);
  const failure = useSignal('');
  const fileInput = useRef<HTMLInputElement>(null);
  const rooms = model.rooms.value;
  const gone = model.closedRoomTitle.value;
  const openId = model.conversation.value?.room.value.id;
  const { value: asked } = chosen;
  const isThere = (roomId: RoomId): boolean => rooms.some(({ room }) => room.id === roomId);
  const doing = asked && (!('roomId' in asked) || isThere(asked.roomId)) ? asked : null;
  const unread = rooms.filter((summary) => summary.unread > 0);
  const hasAgents = model.profile.value?.dialect !== 'document';

  // What had the focus may have gone with its row.
  useEffect(() => {
    if (doing === null && document.activeElement === document.body) {
      document.querySelector<HTMLElement>('.room[tabindex="0"], h1')?.focus();
    }
  }, [doing, rooms.length]);

  const open = async (roomId: RoomId): Promise<void> => {
    if (roomId !== openId) await model.ask({ type: 'open-room', roomId });
    onBack();
  };
  const allAgents = async (): Promise<void> => {
    await model.ask({ type: 'close-room' });
    onBack();
  };
  const exportAs = async (room: Room, format: ExportFormat): Promise<void> => {
    const profile = model.profile.peek();
    if (!profile) return;
    failure.value = '';
    try {
      const { exportRoom } = await import('../transfer/export-room.ts');
      await exportRoom(await platform.openReader(), profile, room, format);
    } catch (error) {
      failure.value = text('ask_storage', error instanceof Error ? error.message : String(error));
    }
  };
  const menuOf = (summary: RoomSummary): MenuItem[] => {
    const { id: roomId, agents } = summary.room;
    const item = (
      label: string,
      what: 'rename' | 'clear' | 'delete' | 'agents',
      danger = false,
    ): MenuItem => ({
      label,
      danger,
      onChoose: () => {
        chosen.value = { what, roomId };
      },
    });
    return [
      item(text('rename'), 'rename'),
      ...(summary.unread > 0 ? [{ label: text('mark_read'), onChoose: () => markRead(model, summary) }] : []),
      ...(agents ? [item(text('group_agents'), 'agents')] : []),
      {
        label: text('export_markdown'),
        onChoose: () => void exportAs(summary.room, 'markdown'),
      },
      { label: text('export_json'), onChoose: () => void exportAs(summary.room, 'json') },
      item(text('clear'), 'clear'),
      item(text('delete'), 'delete', true),
    ];
  };
  return (
    <PageFrame
      heading={text('conversations_heading')}
      onBack={onBack}
      action={
        rooms.length > 0 && (
          <button
            type="button"
            class="icon-button"
            aria-label={text('search_heading')}
            title={text('search_heading')}
            onClick={onSearch}
          >
            <SearchIcon />
          </button>
        )
      }
    >
      {gone !== undefined && (
        <p class="notice" role="status">
          {text('conversation_gone', gone)}
          {rooms.some(({ room }) => room.title === gone) && ` ${text('conversation_gone_unsent')}`}
        </p>
      )}
      {failure.value && (
        <p class="failure" role="alert">
          {failure.value}
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
      {rooms.length === 0 ? (
        <p class="quiet">{text('conversations_none')}</p>
      ) : (
        <RoomList rooms={rooms} openId={openId} menuOf={menuOf} onOpen={(id) => void open(id)} />
      )}
      <div class="page-links">
        {hasAgents && (
          <button type="button" class="link" onClick={() => (chosen.value = { what: 'new-group' })}>
            {text('group_new')}
          </button>
        )}
        <button type="button" class="link" onClick={() => fileInput.current?.click()}>
          {text('import_button')}
        </button>
        <input
          ref={fileInput}
          type="file"
          accept=".json,application/json"
          hidden
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            if (file) chosen.value = { what: 'import', file };
            // The same file may be chosen again.
            event.currentTarget.value = '';
          }}
        />
        <button type="button" class="link" onClick={() => void allAgents()}>
          {text('all_agents')}
        </button>
        <button type="button" class="link" onClick={() => void model.ask({ type: 'leave-server' })}>
          {text('change_server')}
        </button>
      </div>
      {rooms.length > 1 && <p class="hint">{text('conversations_keys')}</p>}
      {doing && (
        <PartBoundary>
          <DoingDialog
            model={model}
            doing={doing}
            onImported={onBack}
            onClose={() => (chosen.value = null)}
          />
        </PartBoundary>
      )}
    </PageFrame>
  );
};
