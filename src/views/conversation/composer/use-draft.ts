import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useSignalLayoutEffect } from '../../hooks/use-signal-layout-effect.ts';
import type { Conversation } from '../../state/conversation.ts';
import type { ViewModel } from '../../state/view-model.ts';
import { mergeDraft } from './draft.ts';

/** How long (ms) after the last key press a draft is saved. */
const SAVE_DELAY_MS = 300;

export interface Draft {
  readonly text: ReadonlySignal<string>;
  change(text: string, save: 'soon' | 'now'): void;
  /** The text that is being sent; undefined while none is. */
  sending(): string | undefined;
  /** Saves nothing from now on: a draft saved after the message is committed would come back. */
  beginSending(text: string): void;
  /** Saves `rest`, which stays in the composer. */
  endSending(rest: string): void;
}

/** The text of the composer: saved while it is written and when the view is hidden or closed. */
export const useDraft = (model: ViewModel, conversation: Conversation): Draft => {
  const text = useSignal(conversation.draft.peek());
  const saved = useRef(text.peek());
  const sending = useRef<string | undefined>(undefined);
  /** How many saves the worker has not answered: until then, the drafts that it announces are outdated. */
  const pendingSaves = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  /** `isLast`: the view is closed, so text that was added while sending must be saved now. */
  const save = (isLast = false): void => {
    clearTimeout(timer.current);
    if (text.peek() === saved.current || text.peek() === sending.current) return;
    if (sending.current !== undefined && !isLast) return;
    saved.current = text.peek();
    pendingSaves.current += 1;
    void model.saveDraft(conversation.room.peek().id, text.peek()).then(() => {
      pendingSaves.current -= 1;
    });
  };
  const change: Draft['change'] = (next, when) => {
    text.value = next;
    clearTimeout(timer.current);
    if (when === 'now') save();
    else timer.current = setTimeout(save, SAVE_DELAY_MS);
  };

  useSignalLayoutEffect(() => {
    const incoming = conversation.draft.value;
    if (pendingSaves.current > 0) return;
    text.value = mergeDraft(text.peek(), saved.current, incoming);
    saved.current = incoming;
  });

  useEffect(() => {
    const saveLast = () => save(true);
    const saveIfHidden = () => {
      if (document.visibilityState === 'hidden') saveLast();
    };
    addEventListener('pagehide', saveLast);
    document.addEventListener('visibilitychange', saveIfHidden);
    return () => {
      removeEventListener('pagehide', saveLast);
      document.removeEventListener('visibilitychange', saveIfHidden);
      saveLast();
    };
  }, []);

  return {
    text,
    change,
    sending: () => sending.current,
    beginSending: (sent) => {
      sending.current = sent;
    },
    endSending: (rest) => {
      sending.current = undefined;
      change(rest, 'now');
    },
  };
};
