import type { TargetedKeyboardEvent } from 'preact';
import { useRef } from 'preact/hooks';
import type { Conversation } from '../../state/conversation.ts';
import { ownTexts } from '../../state/own-messages.ts';
import { isPlain, sends } from './composer-keys.ts';
import { type HistoryEntry, stepThroughHistory } from './input-history.ts';
import type { Draft } from './use-draft.ts';
import type { Edit } from './use-edit.ts';

interface ComposerKeysParts {
  conversation: Conversation;
  draft: Draft;
  edit: Edit;
  onSend: () => void;
}

/** The key handler of the composer: Enter sends, arrow keys lead through the history, Escape cancels an edit. */
export const useComposerKeys = ({ conversation, draft, edit, onSend }: ComposerKeysParts) => {
  const historyEntry = useRef<HistoryEntry | undefined>(undefined);
  return (event: TargetedKeyboardEvent<HTMLTextAreaElement>): void => {
    if (sends(event)) {
      event.preventDefault();
      onSend();
      return;
    }
    if (!isPlain(event)) return;
    const value = draft.text.peek();
    const entry = stepThroughHistory(event.key, value, historyEntry.current, ownTexts(conversation));
    if (entry) {
      event.preventDefault();
      historyEntry.current = entry;
      draft.change(entry.text, 'soon');
    } else if (event.key === 'Escape' && conversation.editing.peek()) edit.cancel();
  };
};
