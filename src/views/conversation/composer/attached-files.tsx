import { ClipIcon, CloseIcon } from '../../components/page-icons.tsx';
import { PartBoundary } from '../../errors/error-boundary.tsx';
import { formatBytes } from '../../i18n/delivery-failure-words.ts';
import { text } from '../../i18n/text.ts';
import type { AttachedFile } from '../../state/attached-file.ts';
import type { Conversation } from '../../state/conversation.ts';

/** The size of a file and whether it is being uploaded, or why it was not uploaded. */
const stateWords = (file: AttachedFile): string => {
  const size = file.bytes === undefined ? '' : formatBytes(file.bytes);
  switch (file.type) {
    case 'uploading':
      return text('attach_uploading', size);
    case 'failed':
      return file.why;
    case 'done':
      return size;
    default:
      return file satisfies never;
  }
};

export interface AttachedFilesProps {
  conversation: Conversation;
}

const AttachedFileItem = ({ file, onRemove }: { file: AttachedFile; onRemove: () => void }) => {
  const name = text(file.type === 'uploading' ? 'attach_cancel' : 'attach_remove', file.name);
  return (
    <>
      {file.preview ? <img class="preview" src={file.preview} alt="" /> : <ClipIcon />}
      <div class="attached-words">
        <span class="attached-name" dir="auto">
          {file.name}
        </span>
        <span class="attached-state" role={file.type === 'failed' ? 'alert' : undefined}>
          {stateWords(file)}
        </span>
        {file.type === 'uploading' && <progress aria-label={text('attach_progress', file.name)} />}
      </div>
      <button type="button" class="icon-button" aria-label={name} title={name} onClick={onRemove}>
        <CloseIcon />
      </button>
    </>
  );
};

/** The files in the composer, each with a button to remove it. */
export const AttachedFiles = ({ conversation }: AttachedFilesProps) => {
  const { attached } = conversation;
  const remove = (file: AttachedFile): void => {
    if (file.type === 'uploading') file.cancel();
    else attached.value = attached.peek().filter((other) => other !== file);
  };
  return (
    <ul class="attached" aria-label={text('attached_label')}>
      {attached.value.map((file) => (
        <li key={file.id} data-state={file.type}>
          <PartBoundary>
            <AttachedFileItem file={file} onRemove={() => remove(file)} />
          </PartBoundary>
        </li>
      ))}
    </ul>
  );
};
