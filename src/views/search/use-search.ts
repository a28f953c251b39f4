import { type ReadonlySignal, type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Message } from '../../model/message.ts';
import type { StoreReader } from '../../store/reader.ts';
import type { PageProps } from '../page/page-props.ts';
import { findMessages } from './find-messages.ts';
import { queryWords } from './match-words.ts';

/** Who types a word is not searched for at each of its letters. */
const PAUSE_MS = 120;

/** What came of a search: nothing while there are no words to search for. */
export type Outcome =
  | { state: 'none' }
  | { state: 'failed'; error: string }
  | { state: 'found'; words: readonly string[]; messages: readonly Message[] };

/** Searches what is stored of the server for the words of `query`, and again whenever they change. */
export const useSearch = ({ model, platform }: PageProps, query: Signal<string>): ReadonlySignal<Outcome> => {
  const outcome = useSignal<Outcome>({ state: 'none' });
  const reader = useRef<Promise<StoreReader> | undefined>(undefined);
  const profile = model.profile.value?.id;
  const asked = query.value;

  useEffect(() => {
    const words = queryWords(asked);
    if (profile === undefined || words.length === 0) {
      outcome.value = { state: 'none' };
      return;
    }
    const stop = new AbortController();
    const search = async (): Promise<Outcome> => {
      reader.current ??= platform.openReader();
      const messages = await findMessages(await reader.current, profile, words, stop.signal);
      return { state: 'found', words, messages };
    };
    const timer = setTimeout(() => {
      void search()
        .catch((error: unknown): Outcome => {
          reader.current = undefined;
          return { state: 'failed', error: error instanceof Error ? error.message : String(error) };
        })
        .then((next) => {
          if (!stop.signal.aborted) outcome.value = next;
        });
    }, PAUSE_MS);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [profile, asked]);

  return outcome;
};
