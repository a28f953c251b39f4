import type { StateCore, Token } from 'markdown-it';

const LOCAL = /[a-z0-9.+_-]/i;
const DOMAIN = /[a-z0-9_-]+(?:\.[a-z0-9_-]+)+/iy;
const LONGEST_SCHEME = 'mailto:'.length;
const SCHEME = /(?<![a-z0-9])(mailto|xmpp):$/i;
/** The resource of an XMPP address. */
const RESOURCE = /\/[a-z0-9@.]*|/iy;

/** An email address, and its indices in the text. */
interface Email {
  start: number;
  end: number;
  address: string;
}

/**
 * Finds the email addresses of a text, as GitHub Flavored Markdown does. XMPP addresses stay text. The time is
 * linear: each character is looked at once from each side.
 */
const emailsIn = (text: string): Email[] => {
  const found: Email[] = [];
  let after = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', Math.max(after, at + 1))) {
    let start = at;
    while (start > after && LOCAL.test(text.charAt(start - 1))) start -= 1;
    DOMAIN.lastIndex = at + 1;
    const domain = DOMAIN.exec(text)?.[0] ?? '';
    const end = at + 1 + domain.length;
    after = at + 1;
    if (start === at || !/[a-z]/i.test(domain.slice(-1)) || text.charAt(end) === '@') continue;
    after = end;
    const address = text.slice(start, end);
    const [whole = '', scheme] =
      SCHEME.exec(text.slice(Math.max(0, start - LONGEST_SCHEME - 1), start)) ?? [];
    if (scheme?.toLowerCase() === 'xmpp') {
      RESOURCE.lastIndex = end;
      after += RESOURCE.exec(text)?.[0].length ?? 0;
    } else found.push({ start: start - whole.length, end, address });
  }
  return found;
};

const withLinks = ({ content: text }: Token, make: (type: string, nesting: -1 | 0 | 1) => Token): Token[] => {
  const tokens: Token[] = [];
  const add = (words: string): void => {
    if (words === '') return;
    const piece = make('text', 0);
    piece.content = words;
    tokens.push(piece);
  };
  let at = 0;
  for (const { start, end, address } of emailsIn(text)) {
    add(text.slice(at, start));
    const link = make('link_open', 1);
    link.attrs = [['href', `mailto:${address}`]];
    tokens.push(link);
    add(text.slice(start, end));
    tokens.push(make('link_close', -1));
    at = end;
  }
  add(text.slice(at));
  return tokens;
};

const mayHold = ({ type, content }: Token): boolean => type === 'text' && content.includes('@');

/** A core rule of markdown-it, before `text_join`: makes email addresses outside of links links. */
export const emailAutolinks = ({ tokens: [root], Token }: StateCore): void => {
  if (!root?.children?.some(mayHold)) return;
  let links = 0;
  root.children = root.children.flatMap((token) => {
    if (token.type === 'link_open') links += 1;
    if (token.type === 'link_close') links -= 1;
    if (links > 0 || !mayHold(token)) return [token];
    return withLinks(token, (type, nesting) => new Token(type, '', nesting));
  });
};
