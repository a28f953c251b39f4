import type { ViewModel } from '../model.ts';

/** Reads a reply out once, when it is complete: a log that streams would be read in pieces. */
export const Announcer = ({ model }: { model: ViewModel }) => {
  const message = model.completed.value;
  return (
    <div class="visually-hidden" aria-live="polite">
      {message && <p key={message.id}>{`${message.authorName}: ${message.text}`}</p>}
    </div>
  );
};
