import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { OtherMessage } from '../../model/message.ts';
import { recordError } from '../errors/record-error.ts';
import type { ViewModel } from '../state/view-model.ts';
import { hasEnded } from './message/reply-end.ts';
import { replyWords, shownText } from './message/reply-words.ts';

/** So long the words stay (ms): to be picked up by a screen reader, and not to be met a second time. */
const STAYS_MS = 1000;

interface Announced {
  words: string;
}

/**
 * Reads each reply out once, when it has ended, and says how where it is not whole: a log that streams would be
 * read in pieces.
 */
export const Announcer = ({ model }: { model: ViewModel }) => {
  const announced = useSignal<readonly Announced[]>([]);

  useEffect(() => {
    const announce = async (reply: OtherMessage): Promise<void> => {
      const { markdownToPlainText: spoken } = await import('./markdown/plain-text.ts');
      const said = [spoken(shownText(reply)), replyWords(reply)].filter(Boolean).join('\n');
      const next = { words: `${reply.authorName}: ${said}` };
      announced.value = [...announced.peek(), next];
      setTimeout(() => {
        announced.value = announced.peek().filter((other) => other !== next);
      }, STAYS_MS);
    };
    return model.onMessage((next, known) => {
      if (hasEnded(known, next)) announce(next).catch(recordError);
    });
  }, []);

  return (
    <div class="visually-hidden" aria-live="polite">
      {announced.value.map((each) => (
        <p key={each}>{each.words}</p>
      ))}
    </div>
  );
};
