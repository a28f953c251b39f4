import { lazyWithFallback } from '../../components/lazy-with-fallback.tsx';
import { ClipIcon } from '../../components/page-icons.tsx';
import { useFilePicker } from '../../hooks/use-file-picker.tsx';
import { text } from '../../i18n/text.ts';
import type { Conversation } from '../../state/conversation.ts';
import type { ViewModel } from '../../state/view-model.ts';
import type { AttachedFilesProps } from './attached-files.tsx';

const LazyAttachedFiles = lazyWithFallback<AttachedFilesProps>(
  async () => (await import('./attached-files.tsx')).AttachedFiles,
  () => null,
).Component;

/** The files in the composer. Its code is loaded with the first file. */
export const AttachedFiles = ({ conversation }: AttachedFilesProps) =>
  conversation.attached.value.length > 0 ? <LazyAttachedFiles conversation={conversation} /> : null;

/** Returns what adds files to the composer and uploads them; undefined where the server takes no files. */
export const fileAttacher = (
  model: ViewModel,
  conversation: Conversation,
): ((files: File[]) => void) | undefined => {
  if (model.profile.value?.capabilities.takesFiles === false) return undefined;
  return (files) =>
    void import('./upload-files.ts').then(({ attachFiles }) => attachFiles(model, conversation, files));
};

interface AttachButtonProps {
  disabled: boolean;
  onFiles: (files: File[]) => void;
}

export const AttachButton = ({ disabled, onFiles }: AttachButtonProps) => {
  const picker = useFilePicker({ onFiles, multiple: true });
  return (
    <>
      {picker.input}
      <button
        type="button"
        class="icon-button attach"
        aria-label={text('attach')}
        title={text('attach')}
        disabled={disabled}
        onClick={picker.open}
      >
        <ClipIcon />
      </button>
    </>
  );
};
