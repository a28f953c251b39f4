import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { MessageId } from '../../model/ids.ts';
import type { OtherMessage } from '../../model/message.ts';
import type { ViewModel } from '../model.ts';

/** So long the words stay (ms): to be picked up by a screen reader, and not to be met a second time. */
const STAYS_MS = 1000;

interface Announced {
  id: MessageId;
  words: string;
}

/** Reads each reply out once, when it is complete: a log that streams would be read in pieces. */
export const Announcer = ({ model }: { model: ViewModel }) => {
  const announced = useSignal<readonly Announced[]>([]);

  useEffect(() => {
    const announce = async ({ id, authorName, text }: OtherMessage): Promise<void> => {
      const { spoken } = await import('./markdown/spoken.ts');
      const next = { id, words: `${authorName}: ${spoken(text)}` };
      announced.value = [...announced.peek(), next];
      setTimeout(() => {
        announced.value = announced.peek().filter((other) => other !== next);
      }, STAYS_MS);
    };
    return model.onCompleted((reply) => void announce(reply));
  }, []);

  return (
    <div class="visually-hidden" aria-live="polite">
      {announced.value.map(({ id, words }) => (
        <p key={id}>{words}</p>
      ))}
    </div>
  );
};
