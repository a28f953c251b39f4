import type { MessageId } from '../model/ids.ts';
import type { Attachment, OwnMessage } from '../model/message.ts';
import type { Room } from '../model/room.ts';
import { justAfter } from '../model/time.ts';

/** Words of the user, under the id that they are sent with; `edits`: the message that they are written in place of. */
interface Written {
  messageId: MessageId;
  text: string;
  attachments: Attachment[];
  edits?: MessageId | undefined;
}

/** A message of the user's that waits to go out, below `lastAt`, the newest server time known in its room. */
export const pendingMessage = (
  { id: roomId, entityId, userName }: Room,
  { messageId, text, attachments, edits }: Written,
  lastAt: number,
  now: number,
): OwnMessage => ({
  type: 'own',
  id: messageId,
  roomId,
  authorId: entityId,
  authorName: userName,
  text,
  at: Math.max(justAfter(lastAt), now),
  ...(lastAt > 0 && { after: lastAt }),
  attachments,
  delivery: { type: 'queued' },
  ...(edits && { edits }),
});
