import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type ConversationFile, decodeConversation, type Unreadable } from '../../model/conversation-file.ts';
import type { Message } from '../../model/message.ts';
import type { ServerProfile } from '../../model/server.ts';
import type { CommandResult } from '../../relay/to-view.ts';
import { Dialog } from '../components/dialog.tsx';
import { nameText } from '../i18n/name-text.ts';
import { text } from '../i18n/text.ts';
import type { ViewModel } from '../state/view-model.ts';

/** How many messages are handed to the worker at a time. */
const CHUNK_SIZE = 200;

const unreadableWords = (reason: Unreadable): string => {
  switch (reason) {
    case 'not-json':
    case 'not-ours':
      return text('import_not_ours');
    case 'newer':
      return text('import_newer');
    case 'damaged':
      return text('import_damaged');
    default:
      return reason satisfies never;
  }
};

/** Hands a conversation to the worker, the newest messages first: the first chunk decides its preview. */
export const importConversation = async (
  { execute }: Pick<ViewModel, 'execute'>,
  { entityId, userName, messageServerId }: ServerProfile,
  file: ConversationFile,
): Promise<CommandResult> => {
  const room = { ...file.room, entityId, userName, messageServerId };
  const ours = (message: Message): Message =>
    message.type === 'own' ? { ...message, authorId: entityId } : message;
  const messages = file.messages.map(ours).sort((a, b) => a.at - b.at);
  for (let end = messages.length; end > 0 || messages.length === 0; end -= CHUNK_SIZE) {
    const chunk = messages.slice(Math.max(0, end - CHUNK_SIZE), end);
    const result = await execute({ type: 'import-room', room, messages: chunk });
    if (!result.ok || messages.length === 0) return result;
  }
  return { ok: true };
};

interface ImportDialogProps {
  model: ViewModel;
  chosen: File;
  onImported: () => void;
  onClose: () => void;
}

/** Says what a file contains, and imports it on confirmation. */
export const ImportDialog = ({ model, chosen, onImported, onClose }: ImportDialogProps) => {
  const read = useSignal<ReturnType<typeof decodeConversation> | undefined>(undefined);
  useEffect(() => {
    void chosen.text().then(
      (content) => {
        read.value = decodeConversation(content);
      },
      () => {
        read.value = { ok: false, reason: 'damaged' };
      },
    );
  }, [chosen]);

  const importFile = async (): Promise<CommandResult> => {
    const profile = model.profile.value;
    if (!read.value?.ok || !profile) return { ok: false, failure: { type: 'not-found', what: 'file' } };
    const { file } = read.value;
    const result = await importConversation(model, profile, file);
    if (!result.ok) return result;
    await model.execute({ type: 'open-room', roomId: file.room.id });
    onImported();
    return result;
  };
  const { value } = read;
  return (
    <Dialog
      heading={text('import_heading')}
      action={text('import_action')}
      disabled={!value?.ok}
      onSubmit={importFile}
      onClose={onClose}
    >
      <p class="quiet" dir="auto">
        {chosen.name}
      </p>
      {value?.ok && (
        <>
          <p>
            <strong dir="auto">{nameText(value.file.room.title)}</strong>
            <br />
            {text('import_what', value.file.messages.length)}
          </p>
          <p>{text('import_note')}</p>
        </>
      )}
      {value && !value.ok && (
        <p class="failure" role="alert">
          {unreadableWords(value.reason)}
        </p>
      )}
    </Dialog>
  );
};
