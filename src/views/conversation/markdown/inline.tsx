import type { Token } from 'markdown-it';
import { type ComponentChild, type ComponentChildren, h } from 'preact';
import { useContext } from 'preact/hooks';
import { BaseAddress } from './base-address.ts';
import { type Definitions, inlineTokens } from './engine.ts';
import { footnoteKey } from './footnote-rules.ts';
import { FootnoteReference } from './footnotes.tsx';
import { RemoteImage } from './image.tsx';
import { inlineText } from './inline-text.ts';
import { isLineBreak } from './line-break.ts';
import { allowedImage, allowedLink, resolveMedia } from './links.ts';
import { textNode } from './long-words.tsx';
import { Formula } from './math.tsx';

/** How deep emphasis and links may be nested. Deeper ones show their markers. */
const DEEPEST = 50;

interface Target {
  href: string;
  title: string | undefined;
}

const Link = ({ href, title, children }: Target & { children: ComponentChildren }) => {
  const address = allowedLink(resolveMedia(href, useContext(BaseAddress)));
  return address ? (
    <a href={address} title={title} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  ) : (
    <span>{children}</span>
  );
};

const Image = ({ href, title, alt }: Target & { alt: string }) => {
  const src = allowedImage(resolveMedia(href, useContext(BaseAddress)));
  return src ? <RemoteImage src={src} alt={alt} title={title} /> : <span>{alt}</span>;
};

const attribute = (token: Token, name: string): string => String(token.attrGet(name) ?? '');
const titleOf = (token: Token): string | undefined => attribute(token, 'title') || undefined;

/** Renders the text of children; adjacent texts are joined already. */
const finished = (children: readonly ComponentChild[]): ComponentChild[] =>
  children.map((child) => (typeof child === 'string' ? textNode(child) : child));

const element = (opened: Token, children: ComponentChild[]): ComponentChild => {
  switch (opened.type) {
    case 'strong_open':
      return h('strong', null, children);
    case 'em_open':
      return h('em', null, children);
    case 's_open':
      return h('del', null, children);
    default:
      return (
        <Link href={attribute(opened, 'href')} title={titleOf(opened)}>
          {children}
        </Link>
      );
  }
};

const leaf = (token: Token, definitions: Definitions): ComponentChild => {
  switch (token.type) {
    case 'code_inline':
      return <code>{token.content}</code>;
    case 'footnote_ref':
      return <FootnoteReference label={definitions[footnoteKey(token.info)]?.number ?? token.info} />;
    case 'math':
      return <Formula formula={token.content} written={token.markup} display={token.info === 'display'} />;
    case 'html_inline':
      return isLineBreak(token.content) ? <br /> : token.content;
    case 'hardbreak':
      return <br />;
    case 'softbreak':
      return '\n';
    case 'image':
      return (
        <Image
          href={attribute(token, 'src')}
          title={titleOf(token)}
          alt={inlineText(token.children ?? [], definitions)}
        />
      );
    default:
      return token.content;
  }
};

/** An element that is not closed yet. */
interface Open {
  token: Token;
  children: ComponentChild[];
}

/** Renders the text of a block. `open`: more text may follow. */
export const inlineNodes = (content: string, definitions: Definitions, open = false): ComponentChild[] => {
  const root: ComponentChild[] = [];
  const stack: Open[] = [];
  const add = (child: ComponentChild): void => {
    const children = stack.at(-1)?.children ?? root;
    const last = children.at(-1);
    if (typeof child === 'string' && typeof last === 'string') children[children.length - 1] = last + child;
    else if (child !== '') children.push(child);
  };
  let tooDeep = 0;
  for (const token of inlineTokens(content, definitions, open)) {
    if (token.nesting > 0) {
      if (stack.length < DEEPEST) stack.push({ token, children: [] });
      else {
        tooDeep += 1;
        add(token.markup);
      }
    } else if (token.nesting === 0) add(leaf(token, definitions));
    else if (tooDeep > 0) {
      tooDeep -= 1;
      add(token.markup);
    } else {
      const opened = stack.pop();
      if (opened) add(element(opened.token, finished(opened.children)));
    }
  }
  return finished(root);
};
