import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { CommandFailure } from '../../../relay/to-view.ts';
import { withInlineCode } from '../../components/inline-code.tsx';
import { commandFailureWords } from '../../i18n/command-failure-words.ts';
import { remedyWords } from '../../i18n/remedy-words.ts';
import { text } from '../../i18n/text.ts';
import type { Conversation } from '../../state/conversation.ts';
import type { ViewModel } from '../../state/view-model.ts';

export interface GapLineProps {
  model: ViewModel;
  conversation: Conversation;
  /** The order of the message below which messages are missing. */
  above: number;
}

/** The line that says where messages are missing. They are loaded once it comes into view, and on a press. */
export const GapLine = ({ model, conversation, above }: GapLineProps) => {
  const line = useRef<HTMLDivElement>(null);
  const state = useSignal<'idle' | 'loading' | CommandFailure>('idle');

  const load = async (): Promise<boolean> => {
    if (state.peek() === 'loading') return false;
    state.value = 'loading';
    const result = await model.execute({ type: 'load-gap', roomId: conversation.room.peek().id, above });
    state.value = result.ok ? 'idle' : result.failure;
    return result.ok;
  };

  useEffect(() => {
    const { current } = line;
    if (!current) return;
    const visibility = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting) || state.peek() !== 'idle') return;
        void load().then((isLoaded) => {
          if (!isLoaded) return;
          // Observed anew, it is loaded further where it still is in view.
          visibility.unobserve(current);
          visibility.observe(current);
        });
      },
      { root: current.closest('.log') },
    );
    visibility.observe(current);
    return () => visibility.disconnect();
  }, [above]);

  const now = state.value;
  const isLoading = now === 'loading';
  return (
    <div class="gap" ref={line} aria-busy={isLoading}>
      <span>{text(isLoading ? 'gap_loading' : 'gap_missing')}</span>{' '}
      {!isLoading && (
        <button type="button" class="link" onClick={() => void load()}>
          {text('gap_load')}
        </button>
      )}
      {typeof now === 'object' && (
        <p>{withInlineCode([commandFailureWords(now), remedyWords(now)].filter(Boolean).join(' '))}</p>
      )}
    </div>
  );
};
