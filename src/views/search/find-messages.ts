import type { ProfileId } from '../../model/ids.ts';
import type { Message } from '../../model/message.ts';
import type { StoreReader } from '../../store/reader.ts';
import { hasWords } from './match-words.ts';

/** What of a message can be read, and so found: not what came after it was stopped. */
export const readableText = (message: Message): string => {
  const shown = message.kind === 'other' ? message.text.slice(0, message.stoppedAt) : message.text;
  return [shown, ...message.attachments.map(({ title }) => title)].join('\n');
};

/** All stored messages in which every word stands, the newest first; fewer where `signal` ends it before. */
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
