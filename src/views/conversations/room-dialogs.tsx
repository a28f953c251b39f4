import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { RoomSummary } from '../../relay/to-view.ts';
import { Dialog } from '../components/dialog.tsx';
import { Field } from '../components/field.tsx';
import { roomTitle } from '../i18n/room-title.ts';
import { text } from '../i18n/text.ts';
import type { ViewModel } from '../state/view-model.ts';

interface RoomDialogProps {
  model: ViewModel;
  summary: RoomSummary;
  onClose: () => void;
}

/** Whether the server knows no channels, so that a change of one is made here alone. */
const isHereAlone = ({ profile }: ViewModel): boolean => profile.value?.capabilities.hasChannels === false;

export const RenameDialog = ({ model, summary: { room }, onClose }: RoomDialogProps) => {
  const title = useSignal(room.title);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), []);
  const name = title.value.trim();
  return (
    <Dialog
      heading={text('rename_heading')}
      action={text('save')}
      disabled={name === ''}
      onSubmit={() => model.execute({ type: 'rename-room', roomId: room.id, title: name })}
      onClose={onClose}
    >
      <Field
        label={text('rename_name')}
        value={title}
        hint={isHereAlone(model) ? text('rename_here') : undefined}
        inputRef={input}
      />
    </Dialog>
  );
};

export const ClearDialog = ({ model, summary: { room }, onClose }: RoomDialogProps) => (
  <Dialog
    heading={text('clear_heading', roomTitle(room))}
    action={text('clear')}
    danger
    onSubmit={() => model.execute({ type: 'clear-room', roomId: room.id })}
    onClose={onClose}
  >
    <p>{isHereAlone(model) ? text('clear_here') : text('clear_everywhere')}</p>
  </Dialog>
);

export const DeleteDialog = ({ model, summary: { room, waiting }, onClose }: RoomDialogProps) => (
  <Dialog
    heading={text('delete_heading', roomTitle(room))}
    action={text('delete')}
    danger
    onSubmit={() => model.execute({ type: 'delete-room', roomId: room.id })}
    onClose={onClose}
  >
    <p>{isHereAlone(model) ? text('delete_here') : text('delete_everywhere')}</p>
    {waiting > 0 && (
      <p>
        <strong>{text('delete_waiting', waiting)}</strong>
      </p>
    )}
  </Dialog>
);
