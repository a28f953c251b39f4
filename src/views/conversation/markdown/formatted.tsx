import { Component } from 'preact';
import { useIncremental } from '../../hooks/use-incremental.ts';
import { BaseAddress } from './base-address.ts';
import { BlockNode } from './block.tsx';
import { appendBlocks, type BlockGroups, NO_GROUPS } from './block-groups.ts';
import { completeMarkdown } from './complete.ts';
import { appendSource, EMPTY, finishSource, type IncrementalMarkdown } from './incremental.ts';
import type { Block } from './lexer.ts';
import { MarkdownFrame } from './markdown-frame.tsx';
import '../../styles/markdown.css';
import '../../styles/code.css';

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

/** A parsed text. `groups`: all of its blocks; `incremental`: the state from which a stream goes on. */
interface ParsedMarkdown {
  source: string;
  streaming: boolean;
  incremental: IncrementalMarkdown;
  groups: BlockGroups;
}

const NOTHING_PARSED: ParsedMarkdown = { source: '', streaming: true, incremental: EMPTY, groups: NO_GROUPS };

/** Parses a text, going on from what was parsed before. Returns that where nothing changed. */
const parse = (before: ParsedMarkdown, source: string, streaming: boolean): ParsedMarkdown => {
  if (source === before.source && streaming === before.streaming) return before;
  if (!streaming) return { ...before, source, streaming, groups: finishSource(before.incremental, source) };
  const incremental = appendSource(before.incremental, source, completeMarkdown);
  return { source, streaming, incremental, groups: appendBlocks(incremental.closed, incremental.open) };
};

/** Renders Markdown. */
export const Formatted = ({ source, streaming, base }: MarkdownProps) => {
  const { groups } = useIncremental(NOTHING_PARSED, (before) => parse(before, source, streaming));
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
