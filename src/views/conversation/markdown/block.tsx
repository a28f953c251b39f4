import { Component, type ComponentChild, type ComponentChildren } from 'preact';
import { text } from '../../i18n/text.ts';
import { CodeBlock, SimpleCode } from './code-block.tsx';
import { blockDirection, childrenDirection, inlineDirection } from './direction.ts';
import type { Definitions } from './engine.ts';
import { ANY_FOOTNOTE, footnoteKey } from './footnote-rules.ts';
import { FootnoteItem } from './footnotes.tsx';
import { inlineNodes } from './inline.tsx';
import { splitAtLineBreaks } from './line-break.ts';
import { textNode } from './long-words.tsx';
import { Formula } from './math.tsx';
import { Scrollable } from './scrollable.tsx';
import { type Direction, dirAttribute, directionOf, pageDirection } from './text-direction.ts';
import type { Cell, Footnote, FootnoteList, Item, List, Paragraph, Table, Token } from './tokens.ts';

interface Within {
  /** Whether more text may still change its end. */
  open: boolean;
  definitions: Definitions;
  /** The direction of what it stands in. */
  inherited: Direction;
}

interface ItemProps extends Within {
  item: Item;
  loose: boolean;
}

/** A list item, rendered again only when its source changes. */
class ItemNode extends Component<ItemProps> {
  override shouldComponentUpdate({ item, loose, open, definitions, inherited }: ItemProps): boolean {
    const { props } = this;
    return (
      item.raw !== props.item.raw ||
      loose !== props.loose ||
      open !== props.open ||
      definitions !== props.definitions ||
      inherited !== props.inherited
    );
  }
  override render() {
    const { item, definitions, inherited, open } = this.props;
    const own = childrenDirection(item.children, definitions);
    return (
      <li class={item.task ? 'task' : undefined} dir={dirAttribute(own, inherited)}>
        <Blocks tokens={item.children} open={open} definitions={definitions} inherited={own ?? inherited} />
      </li>
    );
  }
}

const isLoose = ({ items }: List): boolean =>
  items.some(({ children }) => children.some((child) => child.type === 'paragraph' && !child.tight));

const listNode = (list: List, { open, definitions, inherited }: Within): ComponentChild => {
  const own = blockDirection(list, definitions);
  const dir = dirAttribute(own, inherited);
  const last = list.items.length - 1;
  const loose = isLoose(list);
  const items = list.items.map((item, index) => (
    <ItemNode
      key={index}
      item={item}
      loose={loose}
      open={open && index === last}
      definitions={definitions}
      inherited={own ?? inherited}
    />
  ));
  if (list.start === undefined) return <ul dir={dir}>{items}</ul>;
  return (
    <ol start={list.start === 1 ? undefined : list.start} dir={dir}>
      {items}
    </ol>
  );
};

const tableNode = (token: Table, { definitions, inherited, open }: Within): ComponentChild => {
  const [head = [], ...body] = token.rows;
  const own = blockDirection(token, definitions);
  const last = token.rows.at(-1)?.findLast(({ content }) => content !== '');
  const cell = (Tag: 'th' | 'td', data: Cell, key: number) => (
    <Tag
      key={key}
      data-align={data.align}
      dir={dirAttribute(inlineDirection(data, definitions), own ?? inherited)}
    >
      {inlineNodes(data.content, definitions, open && data === last)}
    </Tag>
  );
  const table = (
    <table dir={dirAttribute(own, inherited)}>
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
  if (token.simple) return <div class="table">{table}</div>;
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

const paragraphNode = (paragraph: Paragraph, { definitions, inherited, open }: Within): ComponentChildren => {
  const { content, tight, done } = paragraph;
  const nodes = inlineNodes(content, definitions, open);
  const all = done === undefined ? nodes : [checkbox(done), ' ', ...nodes];
  return tight ? all : <p dir={dirAttribute(inlineDirection(paragraph, definitions), inherited)}>{all}</p>;
};

/** A footnote where it is defined: as long as more of the text may come, and where nothing refers to it. */
const footnoteNode = ({ label, children }: Footnote, within: Within): ComponentChildren => {
  const { definitions, inherited } = within;
  if (definitions[footnoteKey(label)]?.used) return null;
  const mark = definitions[ANY_FOOTNOTE] ? <sup>{label}</sup> : `[^${label}]:`;
  const [first, ...rest] = children;
  if (first?.type !== 'paragraph') return [<p>{mark}</p>, blockNodes(children, within)];
  return [
    <p dir={dirAttribute(inlineDirection(first, definitions), inherited)}>
      {mark} {inlineNodes(first.content, definitions, within.open && rest.length === 0)}
    </p>,
    blockNodes(rest, within),
  ];
};

const footnotesNode = ({ footnotes }: FootnoteList, within: Within): ComponentChild => (
  <section class="notes" aria-label={text('footnotes')}>
    <ol>
      {footnotes.map(({ number, children }) => (
        <FootnoteItem key={number} number={number}>
          {blockNodes(children, within)}
        </FootnoteItem>
      ))}
    </ol>
  </section>
);

/** HTML as text. */
const htmlNodes = (html: string): ComponentChildren =>
  splitAtLineBreaks(html).map((line, index) => (index === 0 ? textNode(line) : [<br />, textNode(line)]));

const blockNode = (token: Token, within: Within): ComponentChildren => {
  const { open, definitions, inherited } = within;
  switch (token.type) {
    case 'paragraph':
      return paragraphNode(token, within);
    case 'heading':
      // Heading levels must not be skipped: all are one below the title of the page.
      return (
        <h2
          class={`heading-${token.depth}`}
          dir={dirAttribute(inlineDirection(token, definitions), inherited)}
        >
          {inlineNodes(token.content, definitions, open)}
        </h2>
      );
    case 'code':
      if (token.simple) return <SimpleCode code={token.code} />;
      return <CodeBlock code={token.code} info={token.info} open={open} />;
    case 'quote': {
      const own = blockDirection(token, definitions);
      return (
        <blockquote dir={dirAttribute(own, inherited)}>
          {blockNodes(token.children, { ...within, inherited: own ?? inherited })}
        </blockquote>
      );
    }
    case 'list':
      return listNode(token, within);
    case 'table':
      return tableNode(token, within);
    case 'rule':
      return <hr />;
    case 'html':
      return (
        <p class="raw" dir={dirAttribute(directionOf(token.text), inherited)}>
          {htmlNodes(token.text)}
        </p>
      );
    case 'formula':
      return (
        <p>
          <Formula formula={token.content} written={token.written} display />
        </p>
      );
    case 'definition':
      // As long as more text may come, something may still refer to it.
      if (definitions[ANY_FOOTNOTE] || definitions[token.label]?.used) return null;
      return (
        <p class="raw" dir={dirAttribute(directionOf(token.content), inherited)}>
          {textNode(token.content)}
        </p>
      );
    case 'footnote':
      return footnoteNode(token, within);
    case 'footnotes':
      return footnotesNode(token, within);
    default:
      return token satisfies never;
  }
};

const blockNodes = (tokens: readonly Token[], within: Within): ComponentChildren =>
  tokens.map((token, index) =>
    blockNode(token, { ...within, open: within.open && index === tokens.length - 1 }),
  );

/** A component of its own, so that it renders again when the names of rarer entities are loaded. */
const Blocks = ({ tokens, ...within }: Within & { tokens: readonly Token[] }) => (
  <>{blockNodes(tokens, within)}</>
);

/** Renders one block of Markdown. */
export const BlockNode = ({ token, ...within }: Omit<Within, 'inherited'> & { token: Token }) => (
  <>{blockNode(token, { ...within, inherited: pageDirection() })}</>
);
