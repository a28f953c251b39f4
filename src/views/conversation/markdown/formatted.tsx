import { Component } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { BlockNode } from './block.tsx';
import { completeMarkdown } from './complete.ts';
import { type Growing, grow, NOTHING } from './growing.ts';
import { type Block, lexBlocks } from './lex.ts';
import '../../styles/markdown.css';

export interface MarkdownProps {
  source: string;
  /** Whether more of it is still to come. */
  streaming: boolean;
}

/** A block is rendered again only when its source has changed. */
class MemoBlock extends Component<{ block: Block }> {
  override shouldComponentUpdate(next: { block: Block }): boolean {
    const { block } = this.props;
    return next.block.raw !== block.raw || next.block.definitions !== block.definitions;
  }
  override render() {
    return <BlockNode token={this.props.block.token} />;
  }
}

const Blocks = ({ blocks }: { blocks: readonly Block[] }) => (
  <div class="markdown">
    {blocks.map((block, index) => (
      <MemoBlock key={index} block={block} />
    ))}
  </div>
);

/** Markdown as nodes. A stream is lexed as it grows; what is complete, once and as a whole. */
export const Formatted = ({ source, streaming }: MarkdownProps) => {
  const growing = useRef<Growing>(NOTHING);
  const blocks = useMemo(() => {
    if (!streaming) return lexBlocks(source);
    growing.current = grow(growing.current, source, completeMarkdown);
    return [...growing.current.closed, ...growing.current.open];
  }, [source, streaming]);
  return <Blocks blocks={blocks} />;
};
