import { useRef } from 'preact/hooks';
import type { Conversation } from '../conversation-model.ts';
import { late } from '../late.tsx';
import type { ViewModel } from '../model.ts';
import { ClipIcon } from '../page-icons.tsx';
import { text } from '../text.ts';
import type { AttachedListProps } from './attached-list.tsx';

const list = late<AttachedListProps>(
  async () => (await import('./attached-list.tsx')).AttachedList,
  () => null,
);

/** The files in the composer. Most messages have none: the first that has fetches what shows them. */
export const AttachedFiles = ({ conversation }: AttachedListProps) =>
  conversation.attached.value.length > 0 ? <list.Part conversation={conversation} /> : null;

/** What takes files into the composer; undefined where the server takes none. */
export const fileTaker = (
  model: ViewModel,
  conversation: Conversation,
): ((files: File[]) => void) | undefined => {
  if (model.profile.value?.capabilities.takesFiles === false) return undefined;
  return (files) =>
    void import('./attach.ts').then(({ attachFiles }) => attachFiles(model, conversation, files));
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
