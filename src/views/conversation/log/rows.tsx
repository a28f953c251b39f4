import type { ReadonlySignal } from '@preact/signals';
import type { RefObject } from 'preact';
import type { MessageId } from '../../../model/ids.ts';
import { useIncremental } from '../../hooks/use-incremental.ts';
import type { Conversation } from '../../state/conversation.ts';
import { latestOwnId } from '../../state/own-messages.ts';
import type { ViewModel } from '../../state/view-model.ts';
import { chunkHeight, chunksWithin } from './chunk-height.ts';
import { ChunkRows } from './chunk-rows.tsx';
import { type Chunk, cutIntoChunks } from './chunks.ts';
import { useRowWindow } from './use-row-window.ts';

interface RowsProps {
  model: ViewModel;
  conversation: Conversation;
  /** The first new message, which the line for new messages is above. */
  firstNew: ReadonlySignal<MessageId | undefined>;
  /** The message that the log scrolls to, until it is in place. */
  scrollTarget: ReadonlySignal<MessageId | undefined>;
  /** Whether the log follows the newest message; where it is absent, it does. */
  following?: ReadonlySignal<boolean>;
  /** The element that the rows stand in, where they scroll. */
  content?: RefObject<HTMLElement | null>;
}

/** How many messages are rendered and let go of as a whole: about a screen. */
const SCREEN = 16;

const NO_CHUNKS: readonly Chunk[] = [];

/** How much of the end (px) is rendered before it is known what is visible. */
const endToRender = (): number => 1.5 * Math.max(innerHeight, 600);

/** The chunks that are about to be visible: those at the end, or the ones around the message that the log scrolls to. */
const nearChunks = (
  conversation: Conversation,
  chunks: readonly Chunk[],
  target: MessageId | undefined,
  following: boolean,
): readonly Chunk[] => {
  if (target === undefined) return following ? chunksWithin(endToRender(), conversation, chunks) : [];
  const index = chunks.findIndex(({ ids }) => ids.includes(target));
  // While it is among older messages, the log stays at its top.
  return index < 0 ? chunks.slice(0, 1) : chunks.slice(Math.max(0, index - 1), index + 2);
};

/** The chunks that are rendered, and for those between them the height (px) of what is far. */
const rowsAndFar = (
  conversation: Conversation,
  chunks: readonly Chunk[],
  isShown: (chunk: Chunk) => boolean,
): (number | { far: number; before: string })[] => {
  const parts: (number | { far: number; before: string })[] = [];
  let far = 0;
  for (const [index, chunk] of chunks.entries()) {
    if (!isShown(chunk)) {
      far += chunkHeight(conversation, chunk);
      continue;
    }
    if (far > 0) parts.push({ far, before: `${chunk.key}` });
    far = 0;
    parts.push(index);
  }
  return far > 0 ? [...parts, { far, before: 'end' }] : parts;
};

/** The messages in chunks, as many as are near: the cost of a new one does not grow with the length of the history. */
export const Rows = ({ model, conversation, firstNew, scrollTarget, following, content }: RowsProps) => {
  const ids = conversation.ids.value;
  const first = firstNew.value;
  const gapLines = conversation.gapLines.value;
  const chunks = useIncremental(NO_CHUNKS, (previous) => cutIntoChunks(previous, ids, SCREEN));
  const latest = latestOwnId(conversation);
  const latestChunk = latest && chunks.findLast((chunk) => chunk.ids.includes(latest));
  const rowWindow = useRowWindow(conversation, content);
  rowWindow.setChunks(chunks, nearChunks(conversation, chunks, scrollTarget.value, following?.value ?? true));
  return (
    <>
      {rowsAndFar(conversation, chunks, (chunk) => rowWindow.isShown(chunk)).map((part) => {
        if (typeof part === 'object') {
          return <div class="far" key={`far ${part.before}`} style={{ blockSize: `${part.far}px` }} />;
        }
        const chunk = chunks[part];
        return (
          chunk && (
            <ChunkRows
              key={chunk.key}
              model={model}
              conversation={conversation}
              chunk={chunk}
              previousId={chunks[part - 1]?.ids.at(-1)}
              nextId={chunks[part + 1]?.ids[0]}
              gapLines={chunk.ids.some((id) => gapLines.has(id)) ? gapLines : undefined}
              firstNew={first !== undefined && chunk.ids.includes(first) ? first : undefined}
              latestOwn={chunk === latestChunk ? latest : undefined}
            />
          )
        );
      })}
    </>
  );
};
