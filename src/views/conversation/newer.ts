import type { MessageId } from '../../model/ids.ts';
import type { Conversation } from '../conversation-model.ts';

/** How many messages of others have come after `seen`, the newest message when the reader left the bottom. */
export const countNewer = (
  { ids, message }: Pick<Conversation, 'ids' | 'message'>,
  seen: MessageId | undefined,
): number => {
  let count = 0;
  for (let index = ids.value.length - 1; index >= 0; index -= 1) {
    const id = ids.value[index];
    if (id === undefined || id === seen) break;
    if (message(id)?.peek().kind === 'other') count += 1;
  }
  return count;
};
