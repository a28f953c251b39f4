import { ClipIcon, CloseIcon } from '../../components/page-icons.tsx';
import { Part } from '../../errors/error-boundary.tsx';
import { text } from '../../i18n/text.ts';
import type { Attached } from '../../state/attached-file.ts';
import type { Conversation } from '../../state/conversation.ts';
import { formatBytes } from '../message/delivery-words.ts';

const percent = (part: number): string => `${Math.floor(part * 100)} %`;

/** How a file is doing: how much of it is there, how large it is, or why it cannot be sent. */
const stateWords = (file: Attached): string => {
  const size = file.bytes === undefined ? '' : formatBytes(file.bytes);
  switch (file.state) {
    case 'uploading':
      return file.part === undefined
        ? text('attach_uploading', size)
        : text('attach_uploading_part', size, percent(file.part));
    case 'failed':
      return file.why;
    case 'done':
      return size;
    default:
      return file satisfies never;
  }
};

export interface AttachedListProps {
  conversation: Conversation;
}

const AttachedFile = ({ file, onRemove }: { file: Attached; onRemove: () => void }) => {
  const name = text(file.state === 'uploading' ? 'attach_cancel' : 'attach_remove', file.name);
  return (
    <>
      <ClipIcon />
      <div class="attached-words">
        <span class="attached-name" dir="auto">
          {file.name}
        </span>
        <span class="attached-state" role={file.state === 'failed' ? 'alert' : undefined}>
          {stateWords(file)}
        </span>
        {file.state === 'uploading' && (
          <progress aria-label={text('attach_progress', file.name)} value={file.part} max={1} />
        )}
      </div>
      <button type="button" class="icon-button" aria-label={name} title={name} onClick={onRemove}>
        <CloseIcon />
      </button>
    </>
  );
};

/** The files in the composer; each can be taken out again. */
export const AttachedList = ({ conversation }: AttachedListProps) => {
  const { attached } = conversation;
  const remove = (file: Attached): void => {
    if (file.state === 'uploading') file.cancel();
    else attached.value = attached.peek().filter((other) => other !== file);
  };
  return (
    <ul class="attached" aria-label={text('attached_label')}>
      {attached.value.map((file) => (
        <li key={file.id} data-state={file.state}>
          <Part>
            <AttachedFile file={file} onRemove={() => remove(file)} />
          </Part>
        </li>
      ))}
    </ul>
  );
};
