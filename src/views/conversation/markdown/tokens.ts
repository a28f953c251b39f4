/** A block of Markdown. `raw`: its source lines. `content`: its text, in which inline syntax is not lexed. */
export type Token =
  | Paragraph
  | Heading
  | Code
  | Quote
  | List
  | Table
  | Rule
  | Html
  | Definition
  | Footnote
  | FootnoteList
  | Formula;

export interface Paragraph {
  type: 'paragraph';
  raw: string;
  content: string;
  /** In a tight list: it is rendered without an element of its own. */
  tight: boolean;
  /** For a task list item: whether it is done. */
  done?: boolean | undefined;
}

export interface Heading {
  type: 'heading';
  raw: string;
  content: string;
  depth: number;
}

export interface Code {
  type: 'code';
  raw: string;
  code: string;
  /** The info string of the fence; its first word is the language. */
  info: string;
  /** Rendered without header and colours, since the text has very many. */
  simple: boolean;
}

export interface Quote {
  type: 'quote';
  raw: string;
  children: readonly Token[];
}

export interface List {
  type: 'list';
  raw: string;
  /** The first number; undefined for a bullet list. */
  start: number | undefined;
  items: readonly Item[];
}

export interface Item {
  raw: string;
  /** Whether it is a task list item. */
  task: boolean;
  children: readonly Token[];
}

export interface Table {
  type: 'table';
  raw: string;
  /** The first row is the header. */
  rows: readonly (readonly Cell[])[];
  /** Rendered without a scroll container, since the text has very many. */
  simple: boolean;
}

export interface Cell {
  content: string;
  align: string | undefined;
}

export interface Rule {
  type: 'rule';
  raw: string;
}

/** Raw HTML, shown as text. */
export interface Html {
  type: 'html';
  raw: string;
  text: string;
}

/** `content`: in TeX. `written`: with its signs. */
export interface Formula {
  type: 'formula';
  raw: string;
  content: string;
  written: string;
}

/** A link reference definition. `content`: as it was written. */
export interface Definition {
  type: 'definition';
  raw: string;
  content: string;
  label: string;
}

export interface Footnote {
  type: 'footnote';
  raw: string;
  label: string;
  children: readonly Token[];
}

export interface NumberedFootnote extends Footnote {
  number: number;
}

/** The footnotes that a complete text refers to, at its end. */
export interface FootnoteList {
  type: 'footnotes';
  raw: string;
  footnotes: readonly NumberedFootnote[];
}
