import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { cut } from '../../model/cut.ts';
import type { OtherMessage } from '../../model/message.ts';
import { recordError } from '../errors/record-error.ts';
import { nameText } from '../i18n/name-text.ts';
import type { ViewModel } from '../state/view-model.ts';
import { replyEnded, replyStatus, shownText } from './message/reply-status.ts';
import { replyWords } from './message/reply-words.ts';

/** How long (ms) an announcement stays in the live region, for screen readers to notice it. */
const ANNOUNCEMENT_MS = 1000;

/** The most of a reply that is announced, in characters: half an hour of speech. */
const MAX_LENGTH = 20_000;

interface Announcement {
  words: string;
}

/** The attachments in words. Those of a reply that was stopped are not shown. */
const attachedWords = async (reply: OtherMessage): Promise<string[]> => {
  if (reply.attachments.length === 0 || replyStatus(reply) === 'stopped') return [];
  const { attachmentWords } = await import('./message/attachment-words.ts');
  return reply.attachments.map(attachmentWords);
};

/**
 * Announces each reply to screen readers when it has ended. The log itself is no live region: a streaming reply
 * would be read in pieces.
 */
export const Announcer = ({ model }: { model: ViewModel }) => {
  const announcements = useSignal<readonly Announcement[]>([]);

  useEffect(() => {
    const announce = async (reply: OtherMessage): Promise<void> => {
      const { markdownToPlainText } = await import('./markdown/formatted.tsx');
      const words = markdownToPlainText(cut(shownText(reply), MAX_LENGTH));
      const attached = await attachedWords(reply);
      const content = [words, ...attached, replyWords(reply)].filter(Boolean).join('\n');
      const announcement = { words: `${nameText(reply.authorName)}: ${content}` };
      announcements.value = [...announcements.peek(), announcement];
      setTimeout(() => {
        announcements.value = announcements.peek().filter((other) => other !== announcement);
      }, ANNOUNCEMENT_MS);
    };
    return model.onMessage((message, previous) => {
      if (replyEnded(previous, message)) announce(message).catch(recordError);
    });
  }, []);

  return (
    <div class="visually-hidden" aria-live="polite">
      {announcements.value.map((announcement) => (
        <p key={announcement}>{announcement.words}</p>
      ))}
    </div>
  );
};
