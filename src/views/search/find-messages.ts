import type { ProfileId, RoomId } from '../../model/ids.ts';
import { isFields } from '../../model/json.ts';
import type { Message } from '../../model/message.ts';
import type { StoreReader } from '../../store/reader.ts';
import { shownText } from '../conversation/message/reply-status.ts';
import { hasWords } from './match-words.ts';

/** The text of a message that can be found: without what came after it was stopped, with attachment titles. */
export const readableText = (message: Message): string => {
  const shown = message.type === 'other' ? shownText(message) : message.text;
  return [shown, ...message.attachments.map(({ title }) => title)].join('\n');
};

/** All that may be found in a stored message, whatever it is. */
const storedText = (stored: unknown): string => {
  if (!isFields(stored)) return '';
  const titles = Array.isArray(stored.attachments)
    ? stored.attachments.map((each: unknown) => (isFields(each) ? each.title : ''))
    : [];
  return [stored.text, ...titles].join('\n');
};

/** Finds the stored messages that contain every word, the newest first, batch by batch. A batch may be empty. */
export const findMessages = async function* (
  reader: Pick<StoreReader, 'newest'>,
  profile: ProfileId,
  rooms: readonly { id: RoomId; at: number }[],
  words: readonly string[],
): AsyncGenerator<Message[], void> {
  const mayBeMeant = (stored: unknown): boolean => hasWords(storedText(stored), words);
  for await (const batch of reader.newest(profile, rooms, mayBeMeant)) {
    yield batch.filter((message) => hasWords(readableText(message), words));
  }
};
