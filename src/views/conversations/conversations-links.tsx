import { useFilePicker } from '../hooks/use-file-picker.tsx';
import { text } from '../i18n/text.ts';
import type { ViewModel } from '../state/view-model.ts';
import type { OpenDialog } from './open-dialog.tsx';

interface ConversationsLinksProps {
  model: ViewModel;
  openDialog: (open: OpenDialog) => void;
  /** Called when the open conversation was closed. */
  onClosed: () => void;
}

/** The links below the list: a new group, an import, the agents, another server. */
export const ConversationsLinks = ({ model, openDialog, onClosed }: ConversationsLinksProps) => {
  const hasAgents = model.profile.value?.capabilities.hasAgents !== false;
  const picker = useFilePicker({
    accept: '.json,application/json',
    onFiles: ([file]) => {
      if (file) openDialog({ type: 'import', file });
    },
  });
  const showAgents = async (): Promise<void> => {
    await model.execute({ type: 'close-room' });
    onClosed();
  };
  return (
    <div class="page-links">
      {hasAgents && (
        <button type="button" class="link" onClick={() => openDialog({ type: 'new-group' })}>
          {text('group_new')}
        </button>
      )}
      <button type="button" class="link" onClick={picker.open}>
        {text('import_button')}
      </button>
      {picker.input}
      <button type="button" class="link" onClick={() => void showAgents()}>
        {text('all_agents')}
      </button>
      <button type="button" class="link" onClick={() => void model.execute({ type: 'leave-server' })}>
        {text('change_server')}
      </button>
    </div>
  );
};
