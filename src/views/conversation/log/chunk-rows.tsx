import { Component, createRef } from 'preact';
import type { MessageId } from '../../../model/ids.ts';
import { ErrorBoundary } from '../../errors/error-boundary.tsx';
import { afterOpening } from '../../page/ready-mark.tsx';
import type { Conversation } from '../../state/conversation.ts';
import type { ViewModel } from '../../state/view-model.ts';
import type { Chunk } from './chunks.ts';
import { estimatedHeight } from './estimated-height.ts';
import { watchNear } from './near-view.ts';
import { Row } from './row.tsx';
import { RowError } from './row-error.tsx';

export interface ChunkRowsProps {
  model: ViewModel;
  conversation: Conversation;
  chunk: Chunk;
  /** Whether it is about to be visible: at the end of a log that follows it, or where the log scrolls to. */
  near: boolean;
  /** The messages above and below the chunk. */
  previousId: MessageId | undefined;
  nextId: MessageId | undefined;
  /** The first new message, where it is in this chunk. */
  firstNew: MessageId | undefined;
  /** The latest message of the user, where it is in this chunk. */
  latestOwn: MessageId | undefined;
}

interface ChunkRowsState {
  /** Whether the rows are there, and not an empty box of their height. */
  shown: boolean;
}

/** Whether the focus or the selection is in an element: it must stay there. */
const isInUse = (element: Element): boolean =>
  element.contains(document.activeElement) || getSelection()?.containsNode(element, true) === true;

/**
 * The rows of a chunk. Renders again only when its messages, or the ones beside it, are others. Far from the visible
 * part it is an empty box of the same height: the document does not grow with the history.
 */
export class ChunkRows extends Component<ChunkRowsProps, ChunkRowsState> {
  override state: ChunkRowsState = { shown: this.props.near };
  private readonly frame = createRef<HTMLDivElement>();
  /** The height (px) of the rows when they were let go of, less the estimated one. */
  private correction = 0;
  private unwatch: (() => void) | undefined;

  static override getDerivedStateFromProps(
    { near }: ChunkRowsProps,
    { shown }: ChunkRowsState,
  ): ChunkRowsState | null {
    return near && !shown ? { shown: true } : null;
  }

  override componentDidMount(): void {
    const frame = this.frame.current;
    if (!frame) return;
    this.unwatch = watchNear(frame, (isNear) => {
      if (!isNear) this.letGo(frame);
      else if (!this.state.shown) afterOpening(() => this.setState({ shown: true }));
    });
  }

  override componentWillUnmount(): void {
    this.unwatch?.();
  }

  private letGo(frame: Element): void {
    if (!this.state.shown || this.props.near || isInUse(frame)) return;
    this.correction = frame.getBoundingClientRect().height - this.estimate();
    this.setState({ shown: false });
  }

  private estimate(): number {
    return estimatedHeight(this.props.conversation, this.props.chunk);
  }

  override shouldComponentUpdate(next: ChunkRowsProps, nextState: ChunkRowsState): boolean {
    const { chunk, previousId, nextId, firstNew, latestOwn, conversation } = this.props;
    return (
      nextState.shown !== this.state.shown ||
      next.chunk !== chunk ||
      next.previousId !== previousId ||
      next.nextId !== nextId ||
      next.firstNew !== firstNew ||
      next.latestOwn !== latestOwn ||
      next.conversation !== conversation
    );
  }

  private row(id: MessageId, index: number) {
    const { model, conversation, chunk, previousId, nextId, firstNew, latestOwn } = this.props;
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
          firstNew={id === firstNew}
          latestOwn={id === latestOwn}
        />
      </ErrorBoundary>
    );
  }

  override render() {
    const height = `${this.estimate() + this.correction}px`;
    if (!this.state.shown) return <div class="chunk" ref={this.frame} style={{ blockSize: height }} />;
    return (
      <div class="chunk" ref={this.frame} style={{ containIntrinsicBlockSize: `auto ${height}` }}>
        {this.props.chunk.ids.map((id, index) => (
          // The element works round a bug of Preact 11.2, which misplaces keyed components that render nothing or
          // throw while others move.
          <div key={id}>{this.row(id, index)}</div>
        ))}
      </div>
    );
  }
}
