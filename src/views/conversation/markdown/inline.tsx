import type { Token } from 'marked';
import type { ComponentChildren } from 'preact';
import { RemoteImage } from './image.tsx';
import { allowedImage, allowedLink } from './links.ts';

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', apos: "'" };
const LAST_CODE_POINT = 0x10ffff;

/** Character references as the characters that they name; those that are not known stay as written. */
export const decodeEntities = (words: string): string =>
  words.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= LAST_CODE_POINT ? String.fromCodePoint(code) : whole;
  });

const Link = ({ href, children }: { href: string; children: ComponentChildren }) => {
  const address = allowedLink(href);
  return address ? (
    <a href={address} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  ) : (
    <span>{children}</span>
  );
};

const inlineNode = (token: Token): ComponentChildren => {
  switch (token.type) {
    case 'strong':
      return <strong>{inlineNodes(token.tokens)}</strong>;
    case 'em':
      return <em>{inlineNodes(token.tokens)}</em>;
    case 'del':
      return <del>{inlineNodes(token.tokens)}</del>;
    case 'codespan':
      return <code>{token.text}</code>;
    case 'br':
      return <br />;
    case 'link':
      return <Link href={token.href}>{inlineNodes(token.tokens)}</Link>;
    case 'image': {
      const src = allowedImage(token.href);
      return src ? <RemoteImage src={src} alt={token.text} /> : token.text;
    }
    case 'text':
      return token.tokens ? inlineNodes(token.tokens) : decodeEntities(token.text);
    case 'escape':
      return token.text;
    case 'checkbox':
      return null;
    // Raw HTML, and whatever else the lexer may know: as it was written.
    default:
      return token.raw;
  }
};

/** The inline tokens of a block as nodes. */
export const inlineNodes = (tokens: Token[] | undefined): ComponentChildren => tokens?.map(inlineNode);
