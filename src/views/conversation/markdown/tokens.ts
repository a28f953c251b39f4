/** A block of Markdown. `raw`: the lines that it was written in, `content`: text that is not yet lexed. */
export type Token = Paragraph | Heading | Code | Quote | List | Table | Rule | Html;

export interface Paragraph {
  type: 'paragraph';
  raw: string;
  content: string;
  /** In a list whose items stand close together, it is no paragraph of its own. */
  tight: boolean;
  /** It is a task, which is done or is not. */
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
  /** What stands beside the fence: the language first. */
  info: string;
  /** One of very many, which has no buttons of its own. */
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
  /** Its first number, where it has numbers. */
  start: number | undefined;
  items: readonly Item[];
}

export interface Item {
  raw: string;
  /** Whether it is a task. */
  task: boolean;
  children: readonly Token[];
}

export interface Table {
  type: 'table';
  raw: string;
  /** The first row is its head. */
  rows: readonly (readonly Cell[])[];
  /** One of very many, which is not watched for whether it has to be scrolled. */
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

/** Raw HTML, shown as it was written. */
export interface Html {
  type: 'html';
  raw: string;
  text: string;
}
