import type { Token, Tokens } from 'marked';
import type { ComponentChildren } from 'preact';
import { text } from '../../text.ts';
import { CodeBlock } from './code-block.tsx';
import { inlineNodes } from './inline.tsx';

const Item = ({ item }: { item: Tokens.ListItem }) => (
  <li class={item.task ? 'task' : undefined}>
    {item.task && (
      <input
        type="checkbox"
        checked={item.checked === true}
        disabled
        aria-label={item.checked ? text('task_done') : text('task_open')}
      />
    )}
    {blockNodes(item.tokens)}
  </li>
);

const List = ({ list }: { list: Tokens.List }) => {
  const items = list.items.map((item, index) => <Item key={index} item={item} />);
  return list.ordered ? <ol start={list.start === '' ? 1 : list.start}>{items}</ol> : <ul>{items}</ul>;
};

const cell = (Tag: 'th' | 'td', { align, tokens }: Tokens.TableCell, key: number) => (
  <Tag key={key} data-align={align ?? undefined}>
    {inlineNodes(tokens)}
  </Tag>
);

const Table = ({ table }: { table: Tokens.Table }) => (
  <section
    class="table"
    aria-label={text('table')}
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    tabIndex={0}
  >
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
  </section>
);

/** One block of Markdown as nodes. */
export const BlockNode = ({ token }: { token: Token }) => {
  switch (token.type) {
    case 'paragraph':
      return <p>{inlineNodes(token.tokens)}</p>;
    case 'heading':
      // Whatever its depth, it comes right below the title of the page: levels may not be skipped.
      return <h2 class={`heading-${token.depth}`}>{inlineNodes(token.tokens)}</h2>;
    case 'code':
      return <CodeBlock code={token.text} language={token.lang ?? ''} />;
    case 'blockquote':
      return <blockquote>{blockNodes(token.tokens)}</blockquote>;
    case 'list':
      return <List list={token as Tokens.List} />;
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

const blockNodes = (tokens: Token[] | undefined): ComponentChildren =>
  tokens?.map((token, index) => <BlockNode key={index} token={token} />);
