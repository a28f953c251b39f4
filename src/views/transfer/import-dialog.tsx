import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Dialog, type DialogResult } from '../components/dialog.tsx';
import { formatCount } from '../i18n/count.ts';
import { nameText } from '../i18n/name-text.ts';
import { text } from '../i18n/text.ts';
import type { ViewModel } from '../state/view-model.ts';
import { importConversation } from './import-conversation.ts';
import { FILE_LIMIT, type FileContent, readFile } from './read-file.ts';
import { type Transfer, TransferProgress } from './transfer-progress.tsx';

const unreadableWords = (reason: Extract<FileContent, { ok: false }>['reason']): string => {
  switch (reason) {
    case 'not-json':
    case 'not-ours':
      return text('import_not_ours');
    case 'newer':
      return text('import_newer');
    case 'cut-off':
      return text('import_cut_off');
    case 'too-large':
      return text('import_too_large', FILE_LIMIT / 2 ** 20);
    case 'damaged':
      return text('import_damaged');
    default:
      return reason satisfies never;
  }
};

interface ImportDialogProps {
  model: ViewModel;
  chosen: File;
  onImported: () => void;
  onClose: () => void;
}

/** The content of the chosen file; undefined while it is read. */
const useContent = (chosen: File): ReadonlySignal<FileContent | undefined> => {
  const content = useSignal<FileContent | undefined>(undefined);
  useEffect(() => {
    void readFile(chosen)
      .catch((): FileContent => ({ ok: false, reason: 'damaged' }))
      .then((read) => {
        content.value = read;
      });
  }, [chosen]);
  return content;
};

const Content = ({ content }: { content: FileContent | undefined }) => {
  if (!content) return <p role="status">{text('import_reading')}</p>;
  if (!content.ok) {
    return (
      <p class="failure" role="alert">
        {unreadableWords(content.reason)}
      </p>
    );
  }
  const { room, messages } = content.file;
  return (
    <>
      <p>
        <strong dir="auto">{nameText(room.title)}</strong>
        <br />
        {text('import_what', formatCount(messages.length))}
      </p>
      <p>{text('import_note')}</p>
    </>
  );
};

/** Says what a file contains, imports it on confirmation, and shows how far that is. */
export const ImportDialog = ({ model, chosen, onImported, onClose }: ImportDialogProps) => {
  const content = useContent(chosen).value;
  const progress = useSignal<Transfer | undefined>(undefined);
  const stop = useRef(new AbortController());

  const importFile = async (): Promise<DialogResult> => {
    const profile = model.profile.value;
    if (!content?.ok || !profile) return { ok: false, failure: { type: 'not-found', what: 'file' } };
    const { file } = content;
    const total = file.messages.length;
    stop.current = new AbortController();
    const { signal } = stop.current;
    progress.value = { done: 0, total };
    const onProgress = (done: number): void => {
      progress.value = { done, total };
    };
    const result = await importConversation(model, profile, file, { onProgress, signal });
    if (!result.ok) return result;
    if (progress.value.done < total) return 'stopped';
    await model.execute({ type: 'open-room', roomId: file.room.id });
    onImported();
    return result;
  };
  const { done = 0, total = 0 } = progress.value ?? {};
  return (
    <Dialog
      heading={text('import_heading')}
      action={text('import_action')}
      disabled={!content?.ok}
      onSubmit={importFile}
      onStop={() => stop.current.abort()}
      onClose={onClose}
    >
      <p class="quiet" dir="auto">
        {chosen.name}
      </p>
      <Content content={content} />
      {progress.value && <TransferProgress {...progress.value} />}
      {stop.current.signal.aborted && done < total && (
        <p role="status">{text('import_stopped', formatCount(done), formatCount(total))}</p>
      )}
    </Dialog>
  );
};
