import { createRequire } from 'node:module';
import type { Token } from 'markdown-it';

/** A message as a reader of Markdown finds it in an exported file. */
export interface ReadMessage {
  /** The line with author and time, as text. */
  head: string;
  /** The source of its text; undefined where it has none. */
  source: string | undefined;
  files: { name: string; address: string }[];
}

export interface ReadFile {
  headings: { level: string; text: string }[];
  messages: ReadMessage[];
  /** Blocks that no message and no day is made of. */
  others: string[];
}

type Tokens = Token[];

/** The whole of markdown-it: the build gives the views a part of it. */
const MarkdownIt = createRequire(import.meta.url)('markdown-it') as typeof import('markdown-it').default;

const markdown = new MarkdownIt({ html: true });
markdown.validateLink = () => true;
markdown.normalizeLink = (href: string) => href;

const textOf = (tokens: Tokens | null | undefined): string =>
  (tokens ?? []).map(({ type, content }) => (type === 'softbreak' ? '\n' : content)).join('');

const filesOf = (tokens: Tokens): ReadMessage['files'] =>
  tokens
    .filter(({ type }) => type === 'inline')
    .map(({ children }) => ({
      name: textOf(children),
      address: String(children?.find(({ type }) => type === 'link_open')?.attrGet('href') ?? ''),
    }));

/** Reads an exported conversation by the rules of Markdown alone. */
export const readMarkdownFile = (file: string): ReadFile => {
  const lines = file.split('\n');
  const tokens = markdown.parse(file, {});
  const read: ReadFile = { headings: [], messages: [], others: [] };
  tokens.forEach((token, index) => {
    if (token.level > 0 || token.nesting < 0) return;
    const inline = tokens[index + 1];
    const last = read.messages.at(-1);
    const end = tokens.findIndex(({ level, nesting }, at) => at > index && level === 0 && nesting < 0);
    if (token.type === 'heading_open') {
      read.headings.push({ level: token.tag, text: textOf(inline?.children) });
    } else if (token.type === 'paragraph_open') {
      read.messages.push({ head: textOf(inline?.children), source: undefined, files: [] });
    } else if (token.type === 'blockquote_open' && last) {
      const [from = 0, to = 0] = token.map ?? [];
      const quoted = lines.slice(from, to).filter((line) => line.startsWith('>'));
      last.source = quoted.map((line) => line.replace(/^> ?/, '')).join('\n');
    } else if (token.type === 'bullet_list_open' && last) {
      last.files = filesOf(tokens.slice(index, end));
    } else read.others.push(token.type);
  });
  return read;
};
