import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { commandFailureWords } from '../../i18n/command-failure-words.ts';
import { text } from '../../i18n/text.ts';
import { finishedAttachments } from '../../state/attached-file.ts';
import type { Conversation } from '../../state/conversation.ts';
import type { ViewModel } from '../../state/view-model.ts';
import { afterCommit } from './draft.ts';
import type { Draft } from './use-draft.ts';
import type { Edit } from './use-edit.ts';

interface SendParts {
  model: ViewModel;
  conversation: Conversation;
  draft: Draft;
  edit: Edit;
  disabled: boolean;
  /** Called when a message begins to be sent. */
  onSending: () => void;
  /** Called when a message is committed. */
  onSent: () => void;
}

export interface Send {
  /** Sends `written` with the attached files. Does nothing where there is nothing to send. */
  send(written: string): Promise<void>;
  /** Why the last message was not sent; empty where it was. */
  problem: ReadonlySignal<string>;
}

/** Sends what the composer holds, and removes it from there once it is committed. */
export const useSend = ({
  model,
  conversation,
  draft,
  edit,
  disabled,
  onSending,
  onSent,
}: SendParts): Send => {
  const problem = useSignal('');
  /** A text that was sent before the worker had answered for the one before. */
  const queued = useRef<string | undefined>(undefined);

  const send = async (written: string): Promise<void> => {
    const files = conversation.attached.peek();
    if (disabled || (written.trim() === '' && files.length === 0)) return;
    if (draft.sending() !== undefined) {
      // The same text is the same message: Enter was pressed twice.
      if (written !== draft.sending()) queued.current = written;
      return;
    }
    const attachments = finishedAttachments(files);
    if (!attachments) {
      problem.value = text('attach_unfinished');
      return;
    }
    const draftAt = draft.beginSending(written);
    onSending();
    const edits = conversation.editing.peek()?.id;
    // No server accepts a message without text.
    const words = written.trim() || attachments.map(({ title }) => title).join(', ');
    const result = await model.send(words, {
      draftAt,
      ...(attachments.length > 0 && { attachments }),
      ...(edits && { edits }),
    });
    const next = queued.current;
    queued.current = undefined;
    problem.value = result.ok ? '' : commandFailureWords(result.failure);
    draft.endSending(result.ok, afterCommit(draft.text.peek(), written));
    if (!result.ok) return;
    onSent();
    conversation.attached.value = conversation.attached.peek().filter((file) => !files.includes(file));
    if (edits && conversation.editing.peek()?.id === edits) edit.finish();
    if (next !== undefined) void send(afterCommit(next, written));
  };
  return { send, problem };
};
