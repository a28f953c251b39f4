import { type ReadonlySignal, useSignal } from '@preact/signals';
import type { Conversation } from '../../state/conversation.ts';
import type { ViewModel } from '../../state/view-model.ts';

export type LoadState = 'idle' | 'loading' | 'failed';

interface OlderMessages {
  state: ReadonlySignal<LoadState>;
  /** Loads a page of older messages, or up to `limit` stored ones, unless one is being loaded. */
  load(limit?: number): Promise<void>;
}

export const useOlderMessages = (model: ViewModel, conversation: Conversation): OlderMessages => {
  const state = useSignal<LoadState>('idle');
  return {
    state,
    load: async (limit) => {
      // An empty log gets its first messages without asking for them.
      const isEmpty = conversation.ids.value.length === 0;
      if (state.value === 'loading' || !conversation.hasOlder.value || isEmpty) return;
      state.value = 'loading';
      const result = await model.loadOlder(limit);
      state.value = result.ok ? 'idle' : 'failed';
    },
  };
};
