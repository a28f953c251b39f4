import { Component } from 'preact';
import { useMemo } from 'preact/hooks';
import { useIncremental } from '../../hooks/use-incremental.ts';
import { BaseAddress } from './base-address.ts';
import { BlockNode } from './block.tsx';
import { appendBlocks, type BlockGroups } from './block-groups.ts';
import { shownPart } from './held-back.ts';
import { appendSource, EMPTY, finishSource } from './incremental.ts';
import type { Block } from './lexer.ts';
import { MarkdownFrame } from './markdown-frame.tsx';

// In the same file: others need the parser alone, which would be in a file of its own otherwise.
export { loadEntities } from './entities.ts';
export { markdownToPlainText } from './plain-text.ts';

export interface MarkdownProps {
  source: string;
  /** Whether more text may follow. */
  streaming: boolean;
  /** The address of the server, which media paths are resolved against. */
  base?: string | undefined;
}

/** A block, rendered again only when its source changes, or when it is closed. */
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

/** A group of blocks, skipped as a whole where it is the same. */
class MemoGroup extends Component<{ blocks: readonly Block[] }> {
  override shouldComponentUpdate(next: { blocks: readonly Block[] }): boolean {
    return next.blocks !== this.props.blocks;
  }
  override render() {
    return this.props.blocks.map((block, index) => <MemoBlock key={index} block={block} />);
  }
}

/** The blocks of a text. A stream is parsed as it grows; a complete text from there on, or as a whole. */
const useBlocks = (source: string, streaming: boolean): BlockGroups => {
  const parsed = useIncremental(EMPTY, (before) =>
    streaming ? appendSource(before, source, shownPart) : before,
  );
  return useMemo(
    () => (streaming ? appendBlocks(parsed.closed, parsed.open) : finishSource(parsed, source)),
    [parsed, source, streaming],
  );
};

/** Renders Markdown. */
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
