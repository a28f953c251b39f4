import type { MessageId } from '../model/ids.ts';
import type { Attachment, OwnMessage } from '../model/message.ts';
import { orderOfNew, type Places } from '../model/order.ts';
import type { Room } from '../model/room.ts';

/** Words of the user, under the id that they are sent with; `edits`: the message that they are written in place of. */
interface Written {
  messageId: MessageId;
  text: string;
  attachments: Attachment[];
  edits?: MessageId | undefined;
}

/** A message of the user's that waits to go out, below all that is known in its room. `now`: ms since the epoch. */
export const pendingMessage = (
  { id: roomId, entityId, userName }: Room,
  { messageId, text, attachments, edits }: Written,
  places: Places,
  now: number,
): OwnMessage => ({
  type: 'own',
  id: messageId,
  roomId,
  authorId: entityId,
  authorName: userName,
  text,
  at: now,
  order: orderOfNew(now, places),
  attachments,
  delivery: { type: 'queued' },
  ...(edits && { edits }),
});
