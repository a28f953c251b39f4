import type { ReadonlySignal } from '@preact/signals';
import { Component, createRef } from 'preact';
import { useRef } from 'preact/hooks';
import type { MessageId } from '../../../model/ids.ts';
import { attempt } from '../../errors/attempt.ts';
import { Boundary } from '../../errors/error-boundary.tsx';
import type { Conversation } from '../../state/conversation.ts';
import { latestOwnId } from '../../state/own-messages.ts';
import type { ViewModel } from '../../state/view-model.ts';
import { type Chunk, cutIntoChunks } from './chunks.ts';
import { Row } from './row.tsx';
import { FailedRow } from './row-error.tsx';

interface RowsProps {
  model: ViewModel;
  conversation: Conversation;
  /** The message above which stands what divides the old from the new. */
  firstNew: ReadonlySignal<MessageId | undefined>;
  /** The message that the reader is on the way to, for as long as it is not there. */
  sought: ReadonlySignal<MessageId | undefined>;
}

interface ChunkProps extends Omit<RowsProps, 'firstNew' | 'sought'> {
  chunk: Chunk;
  /** On the way to a message: whether this is where it stands, or is only passed. */
  onTheWay: 'goal' | 'passed' | undefined;
  /** The message above the chunk, and the one below. */
  previousId: MessageId | undefined;
  nextId: MessageId | undefined;
  /** The first new message, where it is one of these. */
  firstNew: MessageId | undefined;
  /** The last message that the user wrote, where it is one of these. */
  latestOwn: MessageId | undefined;
}

/** About how high a chunk will be (px), until it has been near enough to be laid out. */
const estimate = ({ chunk, conversation }: ChunkProps): number =>
  chunk.ids.reduce((sum, id) => {
    const length = attempt(() => conversation.message(id)?.peek().text.length ?? 0, 0);
    return sum + 40 + 21 * Math.ceil(length / 45);
  }, 0);

interface ChunkState {
  /** Came in on the way to a message far above, and has not been near since. */
  isLeftOut: boolean;
}

/** So near (px) to what is visible what was left out is rendered. */
const NEAR = 2_000;

/**
 * Renders again only when its messages, or those around it, are others. Where it is only passed on the way to a
 * message far above, it keeps its place empty until the reader comes near.
 */
class ChunkRows extends Component<ChunkProps, ChunkState> {
  override state: ChunkState = { isLeftOut: this.props.onTheWay === 'passed' };
  private readonly frame = createRef<HTMLDivElement>();
  private nearness: IntersectionObserver | undefined;

  static override getDerivedStateFromProps(
    { onTheWay }: ChunkProps,
    { isLeftOut }: ChunkState,
  ): ChunkState | null {
    return isLeftOut && onTheWay === 'goal' ? { isLeftOut: false } : null;
  }

  override componentDidMount(): void {
    const frame = this.frame.current;
    if (!this.state.isLeftOut || !frame) return;
    this.nearness = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        this.nearness?.disconnect();
        this.setState({ isLeftOut: false });
      },
      { root: frame.closest('.log'), rootMargin: `${NEAR}px 0px` },
    );
    this.nearness.observe(frame);
  }

  override componentWillUnmount(): void {
    this.nearness?.disconnect();
  }

  override shouldComponentUpdate(next: ChunkProps, nextState: ChunkState): boolean {
    const { chunk, previousId, nextId, firstNew, latestOwn, conversation } = this.props;
    return (
      nextState.isLeftOut !== this.state.isLeftOut ||
      next.chunk !== chunk ||
      next.previousId !== previousId ||
      next.nextId !== nextId ||
      next.firstNew !== firstNew ||
      next.latestOwn !== latestOwn ||
      next.conversation !== conversation
    );
  }

  override render() {
    const { model, conversation, chunk, previousId, nextId, firstNew, latestOwn } = this.props;
    const { ids } = chunk;
    if (this.state.isLeftOut) {
      return <div class="chunk" ref={this.frame} style={{ blockSize: `${estimate(this.props)}px` }} />;
    }
    return (
      <div
        class="chunk"
        ref={this.frame}
        style={{ containIntrinsicBlockSize: `auto ${estimate(this.props)}px` }}
      >
        {ids.map((id, index) => (
          // An element: Preact moves keyed components wrongly that are rendered as nothing, or fail, at the same time.
          <div key={id}>
            <Boundary
              fallback={(_, retry) => (
                <FailedRow model={model} conversation={conversation} id={id} retry={retry} />
              )}
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
            </Boundary>
          </div>
        ))}
      </div>
    );
  }
}

/** All messages, in chunks: a new one costs the same in a long history as in a short one. */
export const Rows = ({ model, conversation, firstNew, sought }: RowsProps) => {
  const ids = conversation.ids.value;
  const first = firstNew.value;
  const goal = sought.value;
  const cut = useRef<readonly Chunk[]>([]);
  cut.current = cutIntoChunks(cut.current, ids);
  const latest = latestOwnId(conversation);
  const latestChunk = latest && cut.current.findLast((chunk) => chunk.ids.includes(latest));
  return (
    <>
      {cut.current.map((chunk, index, all) => (
        <ChunkRows
          key={chunk.key}
          model={model}
          conversation={conversation}
          chunk={chunk}
          onTheWay={goal === undefined ? undefined : chunk.ids.includes(goal) ? 'goal' : 'passed'}
          previousId={all[index - 1]?.ids.at(-1)}
          nextId={all[index + 1]?.ids[0]}
          firstNew={first !== undefined && chunk.ids.includes(first) ? first : undefined}
          latestOwn={chunk === latestChunk ? latest : undefined}
        />
      ))}
    </>
  );
};
