import type { Gap } from '../../model/gap.ts';
import type { MessageId } from '../../model/ids.ts';
import { isPending } from '../../model/message.ts';
import type { MessageList } from './message-list.ts';

/** The messages that messages are missing above, each with the `above` of its gap. */
export type GapLines = ReadonlyMap<MessageId, number>;

export const NO_GAP_LINES: GapLines = new Map();

/** The lines of the gaps among the messages that are loaded. `hasOlder`: older ones are not loaded. */
export const gapLinesOf = (list: MessageList, gaps: readonly Gap[], hasOlder: boolean): GapLines => {
  const lines = new Map<MessageId, number>();
  for (const { above, below } of gaps) {
    const index = firstFrom(list, below);
    const id = list.ids[index];
    const message = id === undefined ? undefined : list.message(id);
    if (!message || isPending(message)) continue;
    // Where the first one loaded stands further down, so does the gap further up.
    if (index > 0 || !hasOlder || message.order === below) lines.set(message.id, above);
  }
  return lines;
};

/** The index of the first message of at least this order, by binary search. */
const firstFrom = ({ ids, message }: MessageList, order: number): number => {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const id = ids[middle];
    const other = id === undefined ? undefined : message(id);
    if (other && !isPending(other) && other.order < order) low = middle + 1;
    else high = middle;
  }
  return low;
};
