import { createConversationReader, type ReadConversation } from '../../model/conversation-file.ts';

/** The largest file that is read, in bytes: all of its messages are held in memory. */
export const FILE_LIMIT = 256 * 2 ** 20;

export type FileContent = ReadConversation | { ok: false; reason: 'too-large' };

/** Reads an exported conversation piece by piece, so that the page goes on answering. */
export const readFile = async (file: File): Promise<FileContent> => {
  if (file.size > FILE_LIMIT) return { ok: false, reason: 'too-large' };
  const reader = createConversationReader();
  const decoder = new TextDecoder();
  const pieces = file.stream().getReader();
  for (;;) {
    const { done, value } = await pieces.read();
    const goesOn = reader.feed(decoder.decode(value, { stream: !done }));
    if (done) return reader.end();
    if (!goesOn) {
      await pieces.cancel();
      return reader.end();
    }
  }
};
