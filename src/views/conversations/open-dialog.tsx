import type { RoomId } from '../../model/ids.ts';
import { lazy } from '../components/lazy.tsx';
import type { ViewModel } from '../state/view-model.ts';
import { GroupAgentsDialog, NewGroupDialog } from './group-dialogs.tsx';
import { ClearDialog, DeleteDialog, RenameDialog } from './room-dialogs.tsx';

const ImportDialog = lazy(async () => (await import('../transfer/import-dialog.tsx')).ImportDialog);

const ROOM_DIALOGS = {
  rename: RenameDialog,
  clear: ClearDialog,
  delete: DeleteDialog,
  agents: GroupAgentsDialog,
} as const;

/** What can be done to a room in a dialog. */
export type RoomAction = keyof typeof ROOM_DIALOGS;

/** The dialog that is open. */
export type OpenDialog =
  | { type: 'import'; file: File }
  | { type: 'room'; action: RoomAction; roomId: RoomId }
  | { type: 'new-group' };

interface CurrentDialogProps {
  model: ViewModel;
  open: OpenDialog;
  /** Called when a conversation was imported and opened. */
  onImported: () => void;
  onClose: () => void;
}

export const CurrentDialog = ({ model, open, onImported, onClose }: CurrentDialogProps) => {
  switch (open.type) {
    case 'import':
      return <ImportDialog model={model} chosen={open.file} onImported={onImported} onClose={onClose} />;
    case 'new-group':
      return <NewGroupDialog model={model} onClose={onClose} />;
    case 'room': {
      const summary = model.rooms.value.find(({ room }) => room.id === open.roomId);
      const RoomDialog = ROOM_DIALOGS[open.action];
      return summary ? <RoomDialog model={model} summary={summary} onClose={onClose} /> : null;
    }
    default:
      return open satisfies never;
  }
};
