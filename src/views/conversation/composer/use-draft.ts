import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useWatch } from '../../hooks/use-signal-layout-effect.ts';
import type { Conversation } from '../../state/conversation.ts';
import type { ViewModel } from '../../state/view-model.ts';
import { mergeDraft } from './draft.ts';

const SAVE_AFTER_MS = 300;

export interface Draft {
  readonly value: ReadonlySignal<string>;
  change(text: string, save: 'soon' | 'now'): void;
}

/**
 * The text of the composer, saved as it is written and when the view goes away. `committing`: what is being
 * sent; saved behind that, it would stand here again.
 */
export const useDraft = (
  model: ViewModel,
  conversation: Conversation,
  committing: { readonly current: string | undefined },
): Draft => {
  const value = useSignal(conversation.draft.peek());
  const saved = useRef(value.peek());
  /** Saves that the worker has not answered yet: what it tells meanwhile is older than what stands here. */
  const saving = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  /** `isLast`: the view goes away, and what was written on while the message is sent has to go with it. */
  const save = (isLast = false): void => {
    clearTimeout(timer.current);
    if (value.peek() === saved.current || value.peek() === committing.current) return;
    if (committing.current !== undefined && !isLast) return;
    saved.current = value.peek();
    saving.current += 1;
    void model.saveDraft(conversation.room.peek().id, value.peek()).then(() => {
      saving.current -= 1;
    });
  };

  useWatch(() => {
    const incoming = conversation.draft.value;
    if (saving.current > 0) return;
    value.value = mergeDraft(value.peek(), saved.current, incoming);
    saved.current = incoming;
  });

  useEffect(() => {
    const onHide = () => save(true);
    const onHidden = () => {
      if (document.visibilityState === 'hidden') onHide();
    };
    addEventListener('pagehide', onHide);
    document.addEventListener('visibilitychange', onHidden);
    return () => {
      removeEventListener('pagehide', onHide);
      document.removeEventListener('visibilitychange', onHidden);
      onHide();
    };
  }, []);

  return {
    value,
    change: (text, when) => {
      value.value = text;
      clearTimeout(timer.current);
      if (when === 'now') save();
      else timer.current = setTimeout(save, SAVE_AFTER_MS);
    },
  };
};
