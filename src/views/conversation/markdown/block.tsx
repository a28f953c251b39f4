import type { Token, Tokens } from 'marked';
import { Component, type ComponentChildren } from 'preact';
import { text } from '../../text.ts';
import { CodeBlock } from './code-block.tsx';
import { decodeEntities } from './entities.ts';
import { inlineNodes } from './inline.tsx';
import { Scrollable } from './scrollable.tsx';

interface ItemProps {
  item: Tokens.ListItem;
  open: boolean;
  definitions: string;
}

/** An item of a list that grows is rendered again only when it has changed itself. */
class Item extends Component<ItemProps> {
  override shouldComponentUpdate({ item, open, definitions }: ItemProps): boolean {
    const { props } = this;
    return (
      item.raw !== props.item.raw ||
      item.loose !== props.item.loose ||
      open !== props.open ||
      definitions !== props.definitions
    );
  }
  override render() {
    const { item, open, definitions } = this.props;
    return <li class={item.task ? 'task' : undefined}>{blockNodes(item.tokens, open, definitions)}</li>;
  }
}

const List = ({ list, open, definitions }: { list: Tokens.List; open: boolean; definitions: string }) => {
  const last = list.items.length - 1;
  const items = list.items.map((item, index) => (
    <Item key={index} item={item} open={open && index === last} definitions={definitions} />
  ));
  if (!list.ordered) return <ul>{items}</ul>;
  return <ol start={list.start === '' || list.start === 1 ? undefined : list.start}>{items}</ol>;
};

const cell = (Tag: 'th' | 'td', { align, tokens }: Tokens.TableCell, key: number) => (
  <Tag key={key} data-align={align ?? undefined}>
    {inlineNodes(tokens)}
  </Tag>
);

const Table = ({ table }: { table: Tokens.Table }) => (
  <Scrollable class="table" name={text('table')}>
    <table>
      <thead>
        <tr>{table.header.map((head, index) => cell('th', head, index))}</tr>
      </thead>
      <tbody>
        {table.rows.map((row, index) => (
          <tr key={index}>{row.map((data, column) => cell('td', data, column))}</tr>
        ))}
      </tbody>
    </table>
  </Scrollable>
);

interface BlockProps {
  token: Token;
  /** More text may still change the code that it is, or holds. */
  open: boolean;
  definitions: string;
}

/** One block of Markdown as nodes. */
export const BlockNode = ({ token, open, definitions }: BlockProps) => {
  switch (token.type) {
    case 'paragraph':
      return <p>{inlineNodes(token.tokens)}</p>;
    case 'heading':
      // Whatever its depth, it comes right below the title of the page: levels may not be skipped.
      return <h2 class={`heading-${token.depth}`}>{inlineNodes(token.tokens)}</h2>;
    case 'code':
      // The lexer keeps a line break at the end where the one before it shall be seen.
      return (
        <CodeBlock code={token.text.replace(/\n$/, '')} info={decodeEntities(token.lang ?? '')} open={open} />
      );
    case 'blockquote':
      return <blockquote>{blockNodes(token.tokens, open, definitions)}</blockquote>;
    case 'list':
      return <List list={token as Tokens.List} open={open} definitions={definitions} />;
    case 'table':
      return <Table table={token as Tokens.Table} />;
    case 'hr':
      return <hr />;
    case 'space':
    case 'def':
      return null;
    case 'html':
      return <p class="raw">{token.raw.trimEnd()}</p>;
    // What stands in a tight list item is inline.
    default:
      return <>{inlineNodes([token])}</>;
  }
};

const blockNodes = (tokens: Token[] | undefined, open: boolean, definitions: string): ComponentChildren =>
  tokens?.map((token, index) => (
    <BlockNode
      key={index}
      token={token}
      open={open && index === tokens.length - 1}
      definitions={definitions}
    />
  ));
