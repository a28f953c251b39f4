import { Component } from 'preact';
import type { MessageId } from '../../../model/ids.ts';
import { ErrorBoundary } from '../../errors/error-boundary.tsx';
import type { Conversation } from '../../state/conversation.ts';
import type { GapLines } from '../../state/gap-lines.ts';
import type { ViewModel } from '../../state/view-model.ts';
import { chunkHeight } from './chunk-height.ts';
import type { Chunk } from './chunks.ts';
import { Row } from './row.tsx';
import { RowError } from './row-error.tsx';

export interface ChunkRowsProps {
  model: ViewModel;
  conversation: Conversation;
  chunk: Chunk;
  /** The messages above and below the chunk. */
  previousId: MessageId | undefined;
  nextId: MessageId | undefined;
  /** The lines of gaps, where one is in this chunk. */
  gapLines: GapLines | undefined;
  /** The first new message, where it is in this chunk. */
  firstNew: MessageId | undefined;
  /** The latest message of the user, where it is in this chunk. */
  latestOwn: MessageId | undefined;
}

/** The rows of a chunk. Renders again only when its messages, or the ones beside it, are others. */
export class ChunkRows extends Component<ChunkRowsProps> {
  override shouldComponentUpdate(next: ChunkRowsProps): boolean {
    const { chunk, previousId, nextId, gapLines, firstNew, latestOwn, conversation } = this.props;
    return (
      next.chunk !== chunk ||
      next.previousId !== previousId ||
      next.nextId !== nextId ||
      next.gapLines !== gapLines ||
      next.firstNew !== firstNew ||
      next.latestOwn !== latestOwn ||
      next.conversation !== conversation
    );
  }

  private row(id: MessageId, index: number) {
    const { model, conversation, chunk, previousId, nextId, gapLines, firstNew, latestOwn } = this.props;
    const { ids } = chunk;
    return (
      <ErrorBoundary
        fallback={(_, retry) => <RowError model={model} conversation={conversation} id={id} retry={retry} />}
      >
        <Row
          model={model}
          conversation={conversation}
          id={id}
          previousId={index === 0 ? previousId : ids[index - 1]}
          nextId={index === ids.length - 1 ? nextId : ids[index + 1]}
          gapAbove={gapLines?.get(id)}
          firstNew={id === firstNew}
          latestOwn={id === latestOwn}
        />
      </ErrorBoundary>
    );
  }

  override render() {
    const { chunk, conversation } = this.props;
    return (
      <div class="chunk" style={{ containIntrinsicBlockSize: `auto ${chunkHeight(conversation, chunk)}px` }}>
        {chunk.ids.map((id, index) => (
          // The element works round a bug of Preact 11.2, which misplaces keyed components that render nothing or
          // throw while others move.
          <div key={id}>{this.row(id, index)}</div>
        ))}
      </div>
    );
  }
}
