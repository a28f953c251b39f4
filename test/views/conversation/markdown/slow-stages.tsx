import { type ComponentChild, render } from 'preact';
import { act } from 'preact/test-utils';
import { inlineTokens } from '../../../../src/views/conversation/markdown/engine.ts';
import { shownPart } from '../../../../src/views/conversation/markdown/held-back.ts';
import { appendSource, EMPTY } from '../../../../src/views/conversation/markdown/incremental.ts';
import { lex, normaliseLineEnds } from '../../../../src/views/conversation/markdown/lexer.ts';
import { Markdown } from '../../../../src/views/conversation/markdown/markdown.tsx';
import { markdownToPlainText } from '../../../../src/views/conversation/markdown/plain-text.ts';
import type { Token } from '../../../../src/views/conversation/markdown/tokens.ts';
import { Unformatted } from '../../../../src/views/conversation/markdown/unformatted.tsx';
import { domToHtml } from '../../../../src/views/conversation/message/dom-to-html.ts';
import { queryWords } from '../../../../src/views/search/match-words.ts';
import { snippetOf } from '../../../../src/views/search/snippet.ts';

/** Something that is done with a text. What `prepare` does is not measured. */
export interface Stage {
  name: string;
  run(text: string): void;
  prepare?: (text: string) => void;
  /** How long the texts are (characters) where only a little is looked for: the square of it is to be seen. */
  length: number;
}

const contents = (tokens: readonly Token[]): string[] =>
  tokens.flatMap((token) => {
    switch (token.type) {
      case 'quote':
        return contents(token.children);
      case 'list':
        return token.items.flatMap(({ children }) => contents(children));
      case 'table':
        return token.rows.flat().map(({ content }) => content);
      default:
        return 'content' in token ? [token.content] : [];
    }
  });

const root = document.createElement('div');
const put = (node: ComponentChild): void => {
  act(() => render(node, root));
};
const empty = (): void => put(null);
const show = (text: string): void => put(<Markdown source={text} streaming={false} />);

export const lexer: Stage = {
  name: 'lexer',
  length: 20_000,
  run: (text) => {
    const { blocks, definitions } = lex(normaliseLineEnds(text));
    for (const content of contents(blocks.map(({ token }) => token))) inlineTokens(content, definitions);
  },
};

export const STAGES: readonly Stage[] = [
  lexer,
  { name: 'renderer', length: 4000, prepare: empty, run: show },
  { name: 'spoken', length: 10_000, run: markdownToPlainText },
  { name: 'copying', length: 4000, prepare: show, run: () => domToHtml(root) },
  {
    name: 'a stream',
    length: 20_000,
    run: (text) => {
      const before = appendSource(EMPTY, text.slice(0, -1), shownPart);
      appendSource(before, text, shownPart);
    },
  },
  { name: 'unformatted', length: 40_000, prepare: empty, run: (text) => put(<Unformatted source={text} />) },
  { name: 'a find', length: 40_000, run: (text) => snippetOf(text, queryWords('a b')) },
];
