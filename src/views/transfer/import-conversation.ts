import type { ConversationFile } from '../../model/conversation-file.ts';
import type { Message } from '../../model/message.ts';
import type { ServerProfile } from '../../model/server.ts';
import type { CommandResult } from '../../relay/to-view.ts';
import type { ViewModel } from '../state/view-model.ts';

/** The most that is handed to the worker at a time: messages, and characters of their texts. */
const BATCH_SIZE = 1_000;
const BATCH_LENGTH = 2_000_000;

/** How many of the messages before `end` make the next batch. At least one, unless there is none. */
const batchSize = (messages: readonly Message[], end: number): number => {
  let length = 0;
  let size = 0;
  while (size < Math.min(BATCH_SIZE, end)) {
    length += messages[end - size - 1]?.text.length ?? 0;
    if (size > 0 && length > BATCH_LENGTH) break;
    size += 1;
  }
  return size;
};

interface ImportOptions {
  /** Called after each batch with how many messages are stored. */
  onProgress?: (done: number) => void;
  /** Aborted, the import stops after the present batch. What was imported stays. */
  signal?: AbortSignal;
}

/**
 * Hands a conversation to the worker, batch by batch, the newest messages first: the first batch decides its preview.
 * Each batch is stored whole or not at all, and importing a file again adds what is missing.
 */
export const importConversation = async (
  { execute }: Pick<ViewModel, 'execute'>,
  { entityId, userName, messageServerId }: ServerProfile,
  file: ConversationFile,
  { onProgress, signal }: ImportOptions = {},
): Promise<CommandResult> => {
  const room = { ...file.room, entityId, userName, messageServerId };
  const ours = (message: Message): Message =>
    message.type === 'own' ? { ...message, authorId: entityId } : message;
  const messages = file.messages.map(ours).sort((a, b) => a.at - b.at);
  let end = messages.length;
  do {
    const size = batchSize(messages, end);
    const result = await execute({ type: 'import-room', room, messages: messages.slice(end - size, end) });
    if (!result.ok) return result;
    end -= size;
    onProgress?.(messages.length - end);
  } while (end > 0 && !signal?.aborted);
  return { ok: true };
};
