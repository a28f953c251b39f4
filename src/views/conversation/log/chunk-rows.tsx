import { Component, createRef } from 'preact';
import type { MessageId } from '../../../model/ids.ts';
import { attempt } from '../../errors/attempt.ts';
import { ErrorBoundary } from '../../errors/error-boundary.tsx';
import type { Conversation } from '../../state/conversation.ts';
import type { GapLines } from '../../state/gap-lines.ts';
import type { ViewModel } from '../../state/view-model.ts';
import type { Chunk } from './chunks.ts';
import { Row } from './row.tsx';
import { RowError } from './row-error.tsx';

export interface ChunkRowsProps {
  model: ViewModel;
  conversation: Conversation;
  chunk: Chunk;
  /** While the log scrolls to a message: whether it is in this chunk. */
  scrollTo: 'this' | 'another' | undefined;
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

/** The estimated height (px) of a chunk that has not been laid out. */
const estimatedHeight = ({ chunk, conversation }: ChunkRowsProps): number =>
  chunk.ids.reduce((sum, id) => {
    const length = attempt(() => conversation.message(id)?.peek().text.length ?? 0, 0);
    return sum + 40 + 21 * Math.ceil(length / 45);
  }, 0);

interface ChunkRowsState {
  /** An empty box of the estimated height, since the chunk was loaded on the way to a message far above. */
  isPlaceholder: boolean;
}

/** Within this distance (px) of the visible part placeholders are replaced by their rows. */
const RENDER_DISTANCE = 2_000;

/**
 * The rows of a chunk. Renders again only when its messages, or the ones beside it, are others. A chunk that is
 * loaded on the way to a message in another chunk is a placeholder until the reader comes near.
 */
export class ChunkRows extends Component<ChunkRowsProps, ChunkRowsState> {
  override state: ChunkRowsState = { isPlaceholder: this.props.scrollTo === 'another' };
  private readonly frame = createRef<HTMLDivElement>();
  private visibility: IntersectionObserver | undefined;

  static override getDerivedStateFromProps(
    { scrollTo }: ChunkRowsProps,
    { isPlaceholder }: ChunkRowsState,
  ): ChunkRowsState | null {
    return isPlaceholder && scrollTo === 'this' ? { isPlaceholder: false } : null;
  }

  override componentDidMount(): void {
    const frame = this.frame.current;
    if (!this.state.isPlaceholder || !frame) return;
    this.visibility = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        this.visibility?.disconnect();
        this.setState({ isPlaceholder: false });
      },
      { root: frame.closest('.log'), rootMargin: `${RENDER_DISTANCE}px 0px` },
    );
    this.visibility.observe(frame);
  }

  override componentWillUnmount(): void {
    this.visibility?.disconnect();
  }

  override shouldComponentUpdate(next: ChunkRowsProps, nextState: ChunkRowsState): boolean {
    const { chunk, previousId, nextId, gapLines, firstNew, latestOwn, conversation } = this.props;
    return (
      nextState.isPlaceholder !== this.state.isPlaceholder ||
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
    const height = `${estimatedHeight(this.props)}px`;
    if (this.state.isPlaceholder) return <div class="chunk" ref={this.frame} style={{ blockSize: height }} />;
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
