import { useRef } from 'preact/hooks';
import { late } from '../../components/lazy-with-fallback.tsx';
import { ClipIcon } from '../../components/page-icons.tsx';
import { text } from '../../i18n/text.ts';
import type { Conversation } from '../../state/conversation.ts';
import type { ViewModel } from '../../state/view-model.ts';
import type { AttachedListProps } from './attached-files.tsx';

const list = late<AttachedListProps>(
  async () => (await import('./attached-files.tsx')).AttachedList,
  () => null,
);

/** The files in the composer. Most messages have none: the first that has fetches what shows them. */
export const AttachedFiles = ({ conversation }: AttachedListProps) =>
  conversation.attached.value.length > 0 ? <list.Part conversation={conversation} /> : null;

/** What takes files into the composer; undefined where the server takes none: the document's has no place for them. */
export const fileTaker = (
  model: ViewModel,
  conversation: Conversation,
): ((files: File[]) => void) | undefined => {
  if (model.profile.value?.dialect === 'document') return undefined;
  return (files) =>
    void import('./upload-files.ts').then(({ attachFiles }) => attachFiles(model, conversation, files));
};

interface AttachButtonProps {
  disabled: boolean;
  take: (files: File[]) => void;
}

export const AttachButton = ({ disabled, take }: AttachButtonProps) => {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        onChange={({ currentTarget }) => {
          take([...(currentTarget.files ?? [])]);
          // Or the same file could not be chosen again.
          currentTarget.value = '';
        }}
      />
      <button
        type="button"
        class="icon-button attach"
        aria-label={text('attach')}
        title={text('attach')}
        disabled={disabled}
        onClick={() => chooser.current?.click()}
      >
        <ClipIcon />
      </button>
    </>
  );
};
