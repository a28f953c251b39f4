import type { ReadonlySignal } from '@preact/signals';
import type { MessageId } from '../../../model/ids.ts';
import { useIncremental } from '../../hooks/use-incremental.ts';
import type { Conversation } from '../../state/conversation.ts';
import { latestOwnId } from '../../state/own-messages.ts';
import type { ViewModel } from '../../state/view-model.ts';
import { ChunkRows } from './chunk-rows.tsx';
import { type Chunk, cutIntoChunks } from './chunks.ts';
import { firstWithin } from './estimated-height.ts';

interface RowsProps {
  model: ViewModel;
  conversation: Conversation;
  /** The first new message, which the line for new messages is above. */
  firstNew: ReadonlySignal<MessageId | undefined>;
  /** The message that the log scrolls to, until it is in place. */
  scrollTarget: ReadonlySignal<MessageId | undefined>;
  /** Whether the log follows the newest message; where it is absent, it does. */
  following?: ReadonlySignal<boolean>;
}

/** How many messages are rendered and let go of as a whole: about a screen. */
const SCREEN = 16;

const NO_CHUNKS: readonly Chunk[] = [];

/** How much of the end (px) is rendered before it is known what is visible. */
const endToRender = (): number => 1.5 * Math.max(innerHeight, 600);

/** Which chunks are about to be visible: those at the end, or the ones around the message that the log scrolls to. */
const nearChunks = (
  conversation: Conversation,
  chunks: readonly Chunk[],
  target: MessageId | undefined,
  following: boolean,
): [from: number, to: number] => {
  if (target !== undefined) {
    const index = chunks.findIndex(({ ids }) => ids.includes(target));
    // While it is among older messages, the log stays at its top.
    return index < 0 ? [0, 1] : [index - 1, index + 2];
  }
  return [following ? firstWithin(endToRender(), conversation, chunks) : chunks.length, chunks.length];
};

/** All messages, in chunks: the cost of a new one does not grow with the length of the history. */
export const Rows = ({ model, conversation, firstNew, scrollTarget, following }: RowsProps) => {
  const ids = conversation.ids.value;
  const first = firstNew.value;
  const chunks = useIncremental(NO_CHUNKS, (previous) => cutIntoChunks(previous, ids, SCREEN));
  const latest = latestOwnId(conversation);
  const latestChunk = latest && chunks.findLast((chunk) => chunk.ids.includes(latest));
  const [from, to] = nearChunks(conversation, chunks, scrollTarget.value, following?.value ?? true);
  return (
    <>
      {chunks.map((chunk, index) => (
        <ChunkRows
          key={chunk.key}
          model={model}
          conversation={conversation}
          chunk={chunk}
          near={index >= from && index < to}
          previousId={chunks[index - 1]?.ids.at(-1)}
          nextId={chunks[index + 1]?.ids[0]}
          firstNew={first !== undefined && chunk.ids.includes(first) ? first : undefined}
          latestOwn={chunk === latestChunk ? latest : undefined}
        />
      ))}
    </>
  );
};
