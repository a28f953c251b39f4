import { computed, useSignal } from '@preact/signals';
import type { TargetedKeyboardEvent } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { SendIcon, StopIcon } from '../../components/page-icons.tsx';
import { askFailureWords } from '../../i18n/command-failure-words.ts';
import { text } from '../../i18n/text.ts';
import type { PlaceStorage } from '../../platform/platform.ts';
import { readyAttachments } from '../../state/attached-file.ts';
import type { Conversation } from '../../state/conversation.ts';
import { isAnswering, ownTexts } from '../../state/own-messages.ts';
import type { ViewModel } from '../../state/view-model.ts';
import { AttachButton, AttachedFiles, fileTaker } from './attach-button.tsx';
import { isPlain, sends } from './composer-keys.ts';
import { afterCommit } from './draft.ts';
import { type Recalled, recall } from './input-history.ts';
import { useDraft } from './use-draft.ts';
import { useEdit } from './use-edit.ts';
import { useFiles } from './use-file-drop.ts';
import { useUnsent } from './use-stored-composer.ts';
import { useTyping } from './use-typing.ts';

interface ComposerProps {
  model: ViewModel;
  conversation: Conversation;
  places: PlaceStorage;
  /** A message was committed. */
  onSent: () => void;
}

/** Where the user writes. It is cleared once what it held is committed, and never locked by waiting. */
export const Composer = ({ model, conversation, places, onSent }: ComposerProps) => {
  useUnsent(conversation, places, { server: model.profile.peek()?.id, roomId: conversation.room.peek().id });
  const committing = useRef<string | undefined>(undefined);
  const draft = useDraft(model, conversation, committing);
  const problem = useSignal('');
  const field = useRef<HTMLTextAreaElement>(null);
  const next = useRef<string | undefined>(undefined);
  const recalled = useRef<Recalled | undefined>(undefined);
  const answering = useMemo(() => computed(() => isAnswering(conversation)), [conversation]).value;
  const disabled = conversation.composerDisabled.value;
  const room = conversation.room.value;
  const attached = conversation.attached.value;
  const editing = conversation.editing.value;
  const empty = draft.value.value.trim() === '' && attached.length === 0;
  const edit = useEdit(conversation, draft, () => field.current?.focus());
  const typist = useTyping(model, room.id);
  const take = fileTaker(model, conversation);
  const held = useFiles(disabled ? undefined : take);

  useEffect(() => {
    // Who came for a message that was found is there.
    if (!disabled && !document.activeElement?.closest('article')) field.current?.focus();
  }, [disabled]);

  const send = async (written: string): Promise<void> => {
    const files = conversation.attached.peek();
    if (disabled || (written.trim() === '' && files.length === 0)) return;
    if (committing.current !== undefined) {
      // Enter again before the worker has answered: the same text is the same message, more text waits.
      if (written !== committing.current) next.current = written;
      return;
    }
    const attachments = readyAttachments(files);
    if (!attachments) {
      problem.value = text('attach_unfinished');
      return;
    }
    committing.current = written;
    typist.ended();
    const edits = conversation.editing.peek()?.id;
    // No server takes a message without words.
    const words = written.trim() || attachments.map(({ title }) => title).join(', ');
    const result = await model.send(words, {
      ...(attachments.length > 0 && { attachments }),
      ...(edits && { edits }),
    });
    const waiting = next.current;
    committing.current = undefined;
    next.current = undefined;
    problem.value = result.ok ? '' : askFailureWords(result.failure);
    draft.change(result.ok ? afterCommit(draft.value.peek(), written) : draft.value.peek(), 'now');
    if (!result.ok) return;
    onSent();
    conversation.attached.value = conversation.attached.peek().filter((file) => !files.includes(file));
    if (edits && conversation.editing.peek()?.id === edits) edit.done();
    if (waiting !== undefined) void send(afterCommit(waiting, written));
  };

  const sendDraft = (): void => {
    void send(draft.value.peek());
    field.current?.focus();
  };

  const stop = (): void => {
    void model.ask({ type: 'stop', roomId: room.id });
    field.current?.focus();
  };

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLTextAreaElement>): void => {
    if (sends(event)) {
      event.preventDefault();
      sendDraft();
      return;
    }
    if (!isPlain(event)) return;
    const found = recall(event.key, draft.value.peek(), recalled.current, ownTexts(conversation));
    if (found) {
      event.preventDefault();
      recalled.current = found;
      draft.change(found.text, 'soon');
    } else if (event.key === 'Escape' && editing) edit.cancel();
  };

  return (
    <div class="composer-frame">
      {disabled && (
        <p class="paused">
          <span>{text('composer_paused')}</span>
          <button
            type="button"
            class="link"
            onClick={() => void model.ask({ type: 'enable-composer', roomId: room.id })}
          >
            {text('write_anyway')}
          </button>
        </p>
      )}
      {problem.value && (
        <p class="problem" role="alert">
          {problem.value}
        </p>
      )}
      {editing && (
        <p class="editing">
          <span>{text('editing')}</span>
          <button type="button" class="link" onClick={edit.cancel}>
            {text('cancel')}
          </button>
        </p>
      )}
      <AttachedFiles conversation={conversation} />
      <form
        class="composer"
        data-held={held.value || undefined}
        onSubmit={(event) => {
          event.preventDefault();
          sendDraft();
        }}
      >
        {take && <AttachButton disabled={disabled} take={take} />}
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          aria-label={text('message_label')}
          placeholder={room.agentName ? text('message_placeholder', room.agentName) : text('message_label')}
          disabled={disabled}
          value={draft.value.value}
          onInput={(event) => {
            draft.change(event.currentTarget.value, 'soon');
            typist.typed(event.currentTarget.value);
          }}
          onKeyDown={onKeyDown}
        />
        {answering && (
          <button
            type="button"
            class="send stop"
            aria-label={text('stop')}
            title={text('stop')}
            onClick={stop}
          >
            <StopIcon />
          </button>
        )}
        {!(answering && empty) && (
          <button
            type="submit"
            class="send"
            aria-label={text('send')}
            title={text('send')}
            disabled={disabled || empty}
          >
            <SendIcon />
          </button>
        )}
      </form>
    </div>
  );
};
