import type { ProfileId } from '../../model/ids.ts';
import type { Message } from '../../model/message.ts';
import type { StoreReader } from '../../store/reader.ts';
import { shownText } from '../conversation/message/reply-status.ts';
import { hasWords } from './match-words.ts';

/** The text of a message that can be found: without what came after it was stopped, with attachment titles. */
export const readableText = (message: Message): string => {
  const shown = message.type === 'other' ? shownText(message) : message.text;
  return [shown, ...message.attachments.map(({ title }) => title)].join('\n');
};

/** Finds the stored messages that contain every word, the newest first. Aborted, it returns what it found. */
export const findMessages = async (
  reader: StoreReader,
  profile: ProfileId,
  words: readonly string[],
  signal: AbortSignal,
): Promise<Message[]> => {
  const found: Message[] = [];
  for await (const batch of reader.messages(profile)) {
    if (signal.aborted) break;
    found.push(...batch.filter((message) => hasWords(readableText(message), words)));
  }
  return found.sort((a, b) => b.at - a.at);
};
