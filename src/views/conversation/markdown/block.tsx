import { Component, type ComponentChild, type ComponentChildren } from 'preact';
import { text } from '../../i18n/text.ts';
import { CodeBlock, SimpleCode } from './code-block.tsx';
import type { Definitions } from './engine.ts';
import { inlineNodes } from './inline.tsx';
import { textNode } from './long-words.tsx';
import { Scrollable } from './scrollable.tsx';
import type { Cell, Item, List, Paragraph, Table, Token } from './tokens.ts';

interface Within {
  /** Whether more text may still change the code in it. */
  open: boolean;
  definitions: Definitions;
}

interface ItemProps extends Within {
  item: Item;
  loose: boolean;
}

/** A list item, rendered again only when its source changes. */
class ItemNode extends Component<ItemProps> {
  override shouldComponentUpdate({ item, loose, open, definitions }: ItemProps): boolean {
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
    return (
      <li class={item.task ? 'task' : undefined}>
        <Blocks tokens={item.children} {...within} />
      </li>
    );
  }
}

const isLoose = ({ items }: List): boolean =>
  items.some(({ children }) => children.some((child) => child.type === 'paragraph' && !child.tight));

const listNode = (list: List, { open, definitions }: Within): ComponentChild => {
  const last = list.items.length - 1;
  const loose = isLoose(list);
  const items = list.items.map((item, index) => (
    <ItemNode key={index} item={item} loose={loose} open={open && index === last} definitions={definitions} />
  ));
  if (list.start === undefined) return <ul>{items}</ul>;
  return <ol start={list.start === 1 ? undefined : list.start}>{items}</ol>;
};

const tableNode = ({ rows, simple }: Table, definitions: Definitions): ComponentChild => {
  const [head = [], ...body] = rows;
  const cell = (Tag: 'th' | 'td', { align, content }: Cell, key: number) => (
    <Tag key={key} data-align={align}>
      {inlineNodes(content, definitions)}
    </Tag>
  );
  const table = (
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
  );
  if (simple) return <div class="table">{table}</div>;
  return (
    <Scrollable class="table" name={text('table')}>
      {table}
    </Scrollable>
  );
};

const checkbox = (done: boolean): ComponentChild => (
  <input
    key="done"
    type="checkbox"
    checked={done}
    disabled
    aria-label={done ? text('task_done') : text('task_open')}
  />
);

const paragraphNode = ({ content, tight, done }: Paragraph, definitions: Definitions): ComponentChildren => {
  const nodes = inlineNodes(content, definitions);
  const all = done === undefined ? nodes : [checkbox(done), ' ', ...nodes];
  return tight ? all : <p>{all}</p>;
};

const blockNode = (token: Token, within: Within): ComponentChildren => {
  const { open, definitions } = within;
  switch (token.type) {
    case 'paragraph':
      return paragraphNode(token, definitions);
    case 'heading':
      // Heading levels must not be skipped: all are one below the title of the page.
      return <h2 class={`heading-${token.depth}`}>{inlineNodes(token.content, definitions)}</h2>;
    case 'code':
      if (token.simple) return <SimpleCode code={token.code} />;
      return <CodeBlock code={token.code} info={token.info} open={open} />;
    case 'quote':
      return <blockquote>{blockNodes(token.children, within)}</blockquote>;
    case 'list':
      return listNode(token, within);
    case 'table':
      return tableNode(token, definitions);
    case 'rule':
      return <hr />;
    case 'html':
      return <p class="raw">{textNode(token.text)}</p>;
    default:
      return token satisfies never;
  }
};

const blockNodes = (tokens: readonly Token[], { open, definitions }: Within): ComponentChildren =>
  tokens.map((token, index) => blockNode(token, { open: open && index === tokens.length - 1, definitions }));

/** A component of its own, so that it renders again when the names of rarer entities are loaded. */
const Blocks = ({ tokens, ...within }: Within & { tokens: readonly Token[] }) => (
  <>{blockNodes(tokens, within)}</>
);

/** Renders one block of Markdown. */
export const BlockNode = ({ token, ...within }: Within & { token: Token }) => <>{blockNode(token, within)}</>;
