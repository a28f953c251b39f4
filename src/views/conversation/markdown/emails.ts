import type { Token } from 'markdown-it';

const LOCAL = /[a-z0-9.+_-]/i;
const DOMAIN = /[a-z0-9_-]+(?:\.[a-z0-9_-]+)+/iy;

/** An address of mail, and where it stands. */
interface Email {
  start: number;
  end: number;
}

/** The addresses of mail in a text, as GitHub finds them; each sign is looked at once from each side. */
const emailsIn = (text: string): Email[] => {
  const found: Email[] = [];
  let after = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    let start = at;
    while (start > after && LOCAL.test(text.charAt(start - 1))) start -= 1;
    DOMAIN.lastIndex = at + 1;
    const domain = DOMAIN.exec(text)?.[0] ?? '';
    const end = at + 1 + domain.length;
    after = at + 1;
    if (start === at || !/[a-z]$/i.test(domain.slice(-1)) || text.charAt(end) === '@') continue;
    found.push({ start, end });
    after = end;
  }
  return found;
};

const textWithLinks = (token: Token, make: (type: string, nesting: -1 | 0 | 1) => Token): Token[] => {
  const text = token.content;
  const tokens: Token[] = [];
  const add = (words: string): void => {
    if (words === '') return;
    const piece = make('text', 0);
    piece.content = words;
    tokens.push(piece);
  };
  let at = 0;
  for (const { start, end } of emailsIn(text)) {
    add(text.slice(at, start));
    const link = make('link_open', 1);
    link.attrs = [['href', `mailto:${text.slice(start, end)}`]];
    tokens.push(link);
    add(text.slice(start, end));
    tokens.push(make('link_close', -1));
    at = end;
  }
  add(text.slice(at));
  return tokens;
};

/** Inline tokens in which addresses of mail are links, but for those in links. */
export const linkEmails = (
  tokens: Token[],
  make: (type: string, nesting: -1 | 0 | 1) => Token,
): Token[] => {
  if (!tokens.some(({ type, content }) => type === 'text' && content.includes('@'))) return tokens;
  let links = 0;
  return tokens.flatMap((token) => {
    if (token.type === 'link_open') links += 1;
    if (token.type === 'link_close') links -= 1;
    const mayLink = links === 0 && token.type === 'text' && token.content.includes('@');
    return mayLink ? textWithLinks(token, make) : [token];
  });
};
