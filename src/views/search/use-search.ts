import { type ReadonlySignal, type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Message } from '../../model/message.ts';
import type { StoreReader } from '../../store/reader.ts';
import { errorMessage } from '../errors/error-message.ts';
import type { PageProps } from '../page/page-props.ts';
import { findMessages } from './find-messages.ts';
import { queryWords } from './match-words.ts';

/** How long (ms) after the last key press the search starts. */
const DELAY_MS = 50;
/** How many messages are found at most. */
export const FOUND_LIMIT = 20_000;
/** How often (ms) more of what is found is shown. The first is shown at once. */
const SHOW_EVERY_MS = 250;

/** `none`: the query has no words. */
export type SearchOutcome =
  | { type: 'none' }
  | { type: 'failed'; error: string }
  /** The newest first. `isDone`: all that is stored was looked through, or enough was found. */
  | { type: 'found'; words: readonly string[]; messages: readonly Message[]; isDone: boolean };

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
    let isCancelled = false;
    const search = async (): Promise<void> => {
      reader.current ??= platform.openReader();
      const rooms = model.rooms.peek().map(({ room, at }) => ({ id: room.id, at }));
      let messages: readonly Message[] = [];
      /** Whether more was found than is shown. */
      let hasMore = false;
      let shownAt = Number.NEGATIVE_INFINITY;
      for await (const batch of findMessages(await reader.current, profile, rooms, words)) {
        if (isCancelled) return;
        if (batch.length > 0) {
          messages = [...messages, ...batch].sort((a, b) => b.at - a.at).slice(0, FOUND_LIMIT);
          hasMore = true;
        }
        if (messages.length === FOUND_LIMIT) break;
        if (!hasMore || performance.now() - shownAt < SHOW_EVERY_MS) continue;
        hasMore = false;
        shownAt = performance.now();
        outcome.value = { type: 'found', words, messages, isDone: false };
      }
      if (!isCancelled) outcome.value = { type: 'found', words, messages, isDone: true };
    };
    const timer = setTimeout(() => {
      search().catch((error: unknown) => {
        reader.current = undefined;
        if (!isCancelled) outcome.value = { type: 'failed', error: errorMessage(error) };
      });
    }, DELAY_MS);
    return () => {
      isCancelled = true;
      clearTimeout(timer);
    };
  }, [profile, text]);

  return outcome;
};
