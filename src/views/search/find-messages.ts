import type { ProfileId, RoomId } from '../../model/ids.ts';
import type { Message } from '../../model/message.ts';
import type { StoreReader } from '../../store/reader.ts';
import { isReadWith, mayHaveWords, storedText } from './read-text.ts';

/** Finds the stored messages that are read with every word, the newest first, batch by batch. A batch may be empty. */
export const findMessages = async function* (
  reader: Pick<StoreReader, 'newest'>,
  profile: ProfileId,
  rooms: readonly { id: RoomId; at: number }[],
  words: readonly string[],
): AsyncGenerator<Message[], void> {
  const mayBeMeant = (stored: unknown): boolean => mayHaveWords(storedText(stored), words);
  for await (const batch of reader.newest(profile, rooms, mayBeMeant)) {
    const found: Message[] = [];
    for (const message of batch) if (await isReadWith(message, words)) found.push(message);
    yield found;
  }
};
