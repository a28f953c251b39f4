import type { ReadonlySignal } from '@preact/signals';
import type { MessageId } from '../../../model/ids.ts';
import { useIncremental } from '../../hooks/use-incremental.ts';
import type { Conversation } from '../../state/conversation.ts';
import { latestOwnId } from '../../state/own-messages.ts';
import type { ViewModel } from '../../state/view-model.ts';
import { ChunkRows } from './chunk-rows.tsx';
import { type Chunk, cutIntoChunks } from './chunks.ts';

interface RowsProps {
  model: ViewModel;
  conversation: Conversation;
  /** The first new message, which the line for new messages is above. */
  firstNew: ReadonlySignal<MessageId | undefined>;
  /** The message that the log scrolls to, until it is in place. */
  scrollTarget: ReadonlySignal<MessageId | undefined>;
}

const NO_CHUNKS: readonly Chunk[] = [];

/** All messages, in chunks: the cost of a new one does not grow with the length of the history. */
export const Rows = ({ model, conversation, firstNew, scrollTarget }: RowsProps) => {
  const ids = conversation.ids.value;
  const first = firstNew.value;
  const gapLines = conversation.gapLines.value;
  const target = scrollTarget.value;
  const chunks = useIncremental(NO_CHUNKS, (previous) => cutIntoChunks(previous, ids));
  const latest = latestOwnId(conversation);
  const latestChunk = latest && chunks.findLast((chunk) => chunk.ids.includes(latest));
  return (
    <>
      {chunks.map((chunk, index) => (
        <ChunkRows
          key={chunk.key}
          model={model}
          conversation={conversation}
          chunk={chunk}
          scrollTo={target === undefined ? undefined : chunk.ids.includes(target) ? 'this' : 'another'}
          previousId={chunks[index - 1]?.ids.at(-1)}
          nextId={chunks[index + 1]?.ids[0]}
          gapLines={chunk.ids.some((id) => gapLines.has(id)) ? gapLines : undefined}
          firstNew={first !== undefined && chunk.ids.includes(first) ? first : undefined}
          latestOwn={chunk === latestChunk ? latest : undefined}
        />
      ))}
    </>
  );
};
