import { Component } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { BaseAddress } from './base-address.ts';
import { BlockNode } from './block.tsx';
import { appendBlocks, type BlockGroups } from './block-groups.ts';
import { completeMarkdown } from './complete.ts';
import { appendSource, EMPTY, finishSource, type IncrementalMarkdown } from './incremental.ts';
import type { Block } from './lexer.ts';
import { MarkdownFrame } from './markdown-frame.tsx';
import '../../styles/markdown.css';
import '../../styles/code.css';

export interface MarkdownProps {
  source: string;
  /** Whether more of it is still to come. */
  streaming: boolean;
  /** The server's address: its media are given by their paths. */
  base?: string | undefined;
}

/** A block is rendered again only when its source has changed, or when its code has been closed. */
class MemoBlock extends Component<{ block: Block }> {
  override shouldComponentUpdate({ block: next }: { block: Block }): boolean {
    const { block } = this.props;
    return (
      next !== block &&
      (next.raw !== block.raw || next.definitions !== block.definitions || next.open !== block.open)
    );
  }
  override render() {
    const { token, open, definitions } = this.props.block;
    return <BlockNode token={token} open={open === true} definitions={definitions} />;
  }
}

/** A group that is full is not even looked through again. */
class MemoGroup extends Component<{ blocks: readonly Block[] }> {
  override shouldComponentUpdate(next: { blocks: readonly Block[] }): boolean {
    return next.blocks !== this.props.blocks;
  }
  override render() {
    return this.props.blocks.map((block, index) => <MemoBlock key={index} block={block} />);
  }
}

/** A stream is lexed as it grows; what is complete goes on from there, or is lexed once and as a whole. */
const useBlocks = (source: string, streaming: boolean): BlockGroups => {
  const growing = useRef<IncrementalMarkdown>(EMPTY);
  return useMemo(() => {
    if (!streaming) return finishSource(growing.current, source);
    growing.current = appendSource(growing.current, source, completeMarkdown);
    return appendBlocks(growing.current.closed, growing.current.open);
  }, [source, streaming]);
};

/** Markdown as nodes. */
export const Formatted = ({ source, streaming, base }: MarkdownProps) => {
  const groups = useBlocks(source, streaming);
  return (
    <BaseAddress.Provider value={base}>
      <MarkdownFrame>
        {groups.map((blocks, index) => (
          <MemoGroup key={index} blocks={blocks} />
        ))}
      </MarkdownFrame>
    </BaseAddress.Provider>
  );
};
