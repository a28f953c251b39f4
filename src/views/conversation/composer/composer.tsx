import { useEffect, useRef } from 'preact/hooks';
import { text } from '../../i18n/text.ts';
import type { ViewStorage } from '../../platform/platform.ts';
import type { Conversation } from '../../state/conversation.ts';
import type { ViewModel } from '../../state/view-model.ts';
import { AttachButton, AttachedFiles, fileAttacher } from './attach-button.tsx';
import { ComposerNotices } from './composer-notices.tsx';
import { SendButtons } from './send-buttons.tsx';
import { useComposerKeys } from './use-composer-keys.ts';
import { useDraft } from './use-draft.ts';
import { useEdit } from './use-edit.ts';
import { useFileDrop } from './use-file-drop.ts';
import { useSend } from './use-send.ts';
import { useStoredComposer } from './use-stored-composer.ts';
import { useTyping } from './use-typing.ts';

interface ComposerProps {
  model: ViewModel;
  conversation: Conversation;
  storage: ViewStorage;
  /** Called when a message is committed. */
  onSent: () => void;
}

/** The field for messages, and its buttons. It is cleared once a message is committed, and not before. */
export const Composer = ({ model, conversation, storage, onSent }: ComposerProps) => {
  const room = conversation.room.value;
  useStoredComposer(conversation, storage, {
    server: model.profile.peek()?.id,
    roomId: room.madeFrom ?? room.id,
  });
  const field = useRef<HTMLTextAreaElement>(null);
  const focusField = (): void => field.current?.focus();
  const disabled = conversation.composerDisabled.value;
  const draft = useDraft(model, conversation, field);
  const edit = useEdit(conversation, draft, focusField);
  const { textChanged, typingEnded } = useTyping(model, room.id);
  const { send, problem } = useSend({
    model,
    conversation,
    draft,
    edit,
    disabled,
    onSending: typingEnded,
    onSent,
  });
  const attachFiles = fileAttacher(model, conversation);
  const isDraggingFiles = useFileDrop(disabled ? undefined : attachFiles);

  useEffect(() => {
    // A message that a search led to keeps the focus.
    if (!disabled && !document.activeElement?.closest('article')) focusField();
  }, [disabled]);

  const sendDraft = (): void => {
    void send(draft.text.peek());
    focusField();
  };
  const onKeyDown = useComposerKeys({ conversation, draft, edit, onSend: sendDraft });

  return (
    <div class="composer-frame">
      <ComposerNotices
        model={model}
        conversation={conversation}
        problem={problem.value}
        onCancelEdit={edit.cancel}
      />
      <AttachedFiles conversation={conversation} />
      <form
        class="composer"
        data-held={isDraggingFiles.value || undefined}
        onSubmit={(event) => {
          event.preventDefault();
          sendDraft();
        }}
      >
        {attachFiles && <AttachButton disabled={disabled} onFiles={attachFiles} />}
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          aria-label={text('message_label')}
          placeholder={room.agentName ? text('message_placeholder', room.agentName) : text('message_label')}
          disabled={disabled}
          value={draft.text.value}
          onInput={({ currentTarget: { value } }) => {
            draft.change(value, 'soon');
            textChanged(value);
          }}
          onCompositionStart={() => draft.setComposing(true)}
          onCompositionEnd={() => draft.setComposing(false)}
          onKeyDown={onKeyDown}
        />
        <SendButtons
          conversation={conversation}
          empty={draft.text.value.trim() === '' && conversation.attached.value.length === 0}
          onStop={() => {
            void model.execute({ type: 'stop', roomId: room.id });
            focusField();
          }}
        />
      </form>
    </div>
  );
};
