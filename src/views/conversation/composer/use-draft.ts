import type { RefObject } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { useSignalLayoutEffect } from '../../hooks/use-signal-layout-effect.ts';
import type { Conversation } from '../../state/conversation.ts';
import type { ViewModel } from '../../state/view-model.ts';
import { caretAfter } from './draft.ts';
import { createSharedDraft, type SharedDraft } from './shared-draft.ts';

export type Draft = SharedDraft;

/** Replaces the text of the field. The caret of a focused one stays beside the text that it stood at. */
const replaceText = (field: HTMLTextAreaElement, next: string): void => {
  const { value: before, selectionStart, selectionEnd } = field;
  field.value = next;
  if (document.activeElement !== field) return;
  field.setSelectionRange(caretAfter(before, next, selectionStart), caretAfter(before, next, selectionEnd));
};

/** The text of the composer: saved while it is written and when the view is hidden or closed. */
export const useDraft = (
  model: ViewModel,
  conversation: Conversation,
  field: RefObject<HTMLTextAreaElement | null>,
): Draft => {
  const draft = useMemo(
    () =>
      createSharedDraft({
        initial: conversation.draft.peek(),
        known: conversation.draft.peek.bind(conversation.draft),
        now: Date.now,
        save: (saved) => void model.saveDraft(conversation.room.peek().id, saved),
        onFollow: (next) => {
          if (field.current) replaceText(field.current, next);
        },
      }),
    [],
  );

  useSignalLayoutEffect(() => {
    if (conversation.draft.value) draft.knownChanged();
  });

  useEffect(() => {
    const closeIfHidden = () => {
      if (document.visibilityState === 'hidden') draft.close();
    };
    addEventListener('pagehide', draft.close);
    document.addEventListener('visibilitychange', closeIfHidden);
    return () => {
      removeEventListener('pagehide', draft.close);
      document.removeEventListener('visibilitychange', closeIfHidden);
      draft.close();
    };
  }, []);

  return draft;
};
