import { type ReadonlySignal, type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Message } from '../../model/message.ts';
import type { StoreReader } from '../../store/reader.ts';
import { errorMessage } from '../errors/error-message.ts';
import type { PageProps } from '../page/page-props.ts';
import { findMessages } from './find-messages.ts';
import { queryWords } from './match-words.ts';

/** How long (ms) after the last key press the search starts. */
const DELAY_MS = 120;

/** `none`: the query has no words. */
export type SearchOutcome =
  | { type: 'none' }
  | { type: 'failed'; error: string }
  | { type: 'found'; words: readonly string[]; messages: readonly Message[] };

/** Searches the stored messages of the server for the words of `query`, whenever they change. */
export const useSearch = (
  { model, platform }: PageProps,
  query: Signal<string>,
): ReadonlySignal<SearchOutcome> => {
  const outcome = useSignal<SearchOutcome>({ type: 'none' });
  const reader = useRef<Promise<StoreReader> | undefined>(undefined);
  const profile = model.profile.value?.id;
  const text = query.value;

  useEffect(() => {
    const words = queryWords(text);
    if (profile === undefined || words.length === 0) {
      outcome.value = { type: 'none' };
      return;
    }
    const cancel = new AbortController();
    const search = async (): Promise<SearchOutcome> => {
      try {
        reader.current ??= platform.openReader();
        const messages = await findMessages(await reader.current, profile, words, cancel.signal);
        return { type: 'found', words, messages };
      } catch (error) {
        reader.current = undefined;
        return { type: 'failed', error: errorMessage(error) };
      }
    };
    const timer = setTimeout(() => {
      void search().then((next) => {
        if (!cancel.signal.aborted) outcome.value = next;
      });
    }, DELAY_MS);
    return () => {
      cancel.abort();
      clearTimeout(timer);
    };
  }, [profile, text]);

  return outcome;
};
