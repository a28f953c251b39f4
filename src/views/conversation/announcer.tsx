import { useEffect, useState } from 'preact/hooks';
import type { Message } from '../../model/message.ts';
import type { ViewModel } from '../model.ts';

/** So long the words stay (ms): to be picked up by a screen reader, and not to be met a second time. */
const STAYS_MS = 1000;

/** Reads a reply out once, when it is complete: a log that streams would be read in pieces. */
export const Announcer = ({ model }: { model: ViewModel }) => {
  const completed = model.completed.value;
  const [announced, setAnnounced] = useState<Message | null>(completed);
  useEffect(() => {
    if (!completed) return;
    const timer = setTimeout(() => setAnnounced(completed), STAYS_MS);
    return () => clearTimeout(timer);
  }, [completed]);
  const message = completed === announced ? null : completed;
  return (
    <div class="visually-hidden" aria-live="polite">
      {message && <p key={message.id}>{`${message.authorName}: ${message.text}`}</p>}
    </div>
  );
};
