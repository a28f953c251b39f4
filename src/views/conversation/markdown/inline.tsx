import type { Token } from 'marked';
import type { ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import { text } from '../../text.ts';
import { BaseAddress } from './base-address.ts';
import { decodeEntities } from './entities.ts';
import { RemoteImage } from './image.tsx';
import { allowedImage, allowedLink, resolveMedia } from './links.ts';

interface Target {
  href: string;
  title?: string | null | undefined;
}

const Link = ({ href, title, children }: Target & { children: ComponentChildren }) => {
  const address = allowedLink(resolveMedia(decodeEntities(href), useContext(BaseAddress)));
  return address ? (
    <a
      href={address}
      title={title ? decodeEntities(title) : undefined}
      target="_blank"
      rel="noopener noreferrer"
    >
      {children}
    </a>
  ) : (
    <span>{children}</span>
  );
};

/** The words of inline tokens, without what they look like. */
const plainText = (tokens: Token[]): string =>
  tokens
    .map((token) =>
      'tokens' in token && token.tokens
        ? plainText(token.tokens)
        : token.type === 'text'
          ? decodeEntities(token.text)
          : 'text' in token
            ? token.text
            : '',
    )
    .join('');

const Image = ({ href, title, alt }: Target & { alt: string }) => {
  const src = allowedImage(resolveMedia(decodeEntities(href), useContext(BaseAddress)));
  return src ? (
    <RemoteImage src={src} alt={alt} title={title ? decodeEntities(title) : undefined} />
  ) : (
    <span>{alt}</span>
  );
};

const Checkbox = ({ checked }: { checked: boolean }) => (
  <input
    type="checkbox"
    checked={checked}
    disabled
    aria-label={checked ? text('task_done') : text('task_open')}
  />
);

const inlineNode = (token: Token, index: number): ComponentChildren => {
  switch (token.type) {
    case 'strong':
      return <strong key={index}>{inlineNodes(token.tokens)}</strong>;
    case 'em':
      return <em key={index}>{inlineNodes(token.tokens)}</em>;
    case 'del':
      return <del key={index}>{inlineNodes(token.tokens)}</del>;
    case 'codespan':
      return <code key={index}>{token.text}</code>;
    case 'br':
      return <br key={index} />;
    case 'link':
      return (
        <Link key={index} href={token.href} title={token.title}>
          {inlineNodes(token.tokens)}
        </Link>
      );
    case 'image':
      return (
        <Image
          key={index}
          href={token.href}
          title={token.title}
          alt={token.tokens ? plainText(token.tokens) : token.text}
        />
      );
    case 'text':
      return token.tokens ? inlineNodes(token.tokens) : decodeEntities(token.text);
    case 'escape':
      return token.text;
    case 'checkbox':
      return [<Checkbox key={index} checked={token.checked} />, ' '];
    // Raw HTML, and whatever else the lexer may know: as it was written.
    default:
      return token.raw;
  }
};

/** The inline tokens of a block as nodes. */
export const inlineNodes = (tokens: Token[] | undefined): ComponentChildren => tokens?.map(inlineNode);
