import { Component, type ComponentChildren } from 'preact';
import { text } from '../../text.ts';
import { CodeBlock } from './code-block.tsx';
import type { Definitions } from './engine.ts';
import { inlineNodes } from './inline.tsx';
import { Scrollable } from './scrollable.tsx';
import type { Cell, Item, List, Paragraph, Table, Token } from './tokens.ts';

interface Within {
  /** More text may still change the code that it is, or holds. */
  open: boolean;
  definitions: Definitions;
}

/** An item of a list that grows is rendered again only when it has changed itself. */
class ItemNode extends Component<Within & { item: Item; loose: boolean }> {
  override shouldComponentUpdate({
    item,
    loose,
    open,
    definitions,
  }: Within & { item: Item; loose: boolean }) {
    const { props } = this;
    return (
      item.raw !== props.item.raw ||
      loose !== props.loose ||
      open !== props.open ||
      definitions !== props.definitions
    );
  }
  override render() {
    const { item, ...within } = this.props;
    return <li class={item.task ? 'task' : undefined}>{blockNodes(item.children, within)}</li>;
  }
}

const isLoose = ({ items }: List): boolean =>
  items.some(({ children }) => children.some((child) => child.type === 'paragraph' && !child.tight));

const ListNode = ({ list, open, definitions }: Within & { list: List }) => {
  const last = list.items.length - 1;
  const loose = isLoose(list);
  const items = list.items.map((item, index) => (
    <ItemNode key={index} item={item} loose={loose} open={open && index === last} definitions={definitions} />
  ));
  if (list.start === undefined) return <ul>{items}</ul>;
  return <ol start={list.start === 1 ? undefined : list.start}>{items}</ol>;
};

const TableNode = ({ table: { rows }, definitions }: { table: Table; definitions: Definitions }) => {
  const [head = [], ...body] = rows;
  const cell = (Tag: 'th' | 'td', { align, content }: Cell, key: number) => (
    <Tag key={key} data-align={align}>
      {inlineNodes(content, definitions)}
    </Tag>
  );
  return (
    <Scrollable class="table" name={text('table')}>
      <table>
        <thead>
          <tr>{head.map((data, index) => cell('th', data, index))}</tr>
        </thead>
        <tbody>
          {body.map((row, index) => (
            <tr key={index}>{row.map((data, column) => cell('td', data, column))}</tr>
          ))}
        </tbody>
      </table>
    </Scrollable>
  );
};

const Checkbox = ({ done }: { done: boolean }) => (
  <input type="checkbox" checked={done} disabled aria-label={done ? text('task_done') : text('task_open')} />
);

const ParagraphNode = ({ paragraph, definitions }: { paragraph: Paragraph; definitions: Definitions }) => {
  const { content, tight, done } = paragraph;
  const nodes = inlineNodes(content, definitions);
  const all = done === undefined ? nodes : [<Checkbox key="done" done={done} />, ' ', ...nodes];
  return tight ? all : <p>{all}</p>;
};

/** One block of Markdown as nodes. */
export const BlockNode = ({ token, open, definitions }: Within & { token: Token }) => {
  switch (token.type) {
    case 'paragraph':
      return <ParagraphNode paragraph={token} definitions={definitions} />;
    case 'heading':
      // Whatever its depth, it comes right below the title of the page: levels may not be skipped.
      return <h2 class={`heading-${token.depth}`}>{inlineNodes(token.content, definitions)}</h2>;
    case 'code':
      return <CodeBlock code={token.code} info={token.info} open={open} />;
    case 'quote':
      return <blockquote>{blockNodes(token.children, { open, definitions })}</blockquote>;
    case 'list':
      return <ListNode list={token} open={open} definitions={definitions} />;
    case 'table':
      return <TableNode table={token} definitions={definitions} />;
    case 'rule':
      return <hr />;
    case 'html':
      return <p class="raw">{token.text}</p>;
    default:
      return token satisfies never;
  }
};

const blockNodes = (tokens: readonly Token[], { open, definitions }: Within): ComponentChildren =>
  tokens.map((token, index) => (
    <BlockNode
      key={index}
      token={token}
      open={open && index === tokens.length - 1}
      definitions={definitions}
    />
  ));
