import { options } from 'preact';

/** What Preact keeps of what it has rendered, under the names of its releases. */
interface Rendered {
  type: unknown;
  /** Of a text: the text itself. */
  props: unknown;
  __k: readonly (Rendered | null)[] | null;
  __: Rendered | null;
  __e: Node | null;
  __c: object | null;
}

/** Its hooks: before a component renders, when anything has been compared, and when all is in the document. */
interface Hooks {
  __r?: (vnode: Rendered) => void;
  diffed?: (vnode: Rendered) => void;
  __c?: (vnode: Rendered, queue: unknown) => void;
}

const isComponent = ({ type }: Rendered): boolean => typeof type === 'function';

/** What belongs into an element, in its order. */
const contentOf = ({ __k }: Rendered): Rendered[] =>
  (__k ?? []).flatMap((child) => (child === null ? [] : isComponent(child) ? contentOf(child) : [child]));

/** Makes what is in an element what it was rendered as. */
const restoreContent = (element: Rendered): void => {
  const parent = element.__e;
  if (!parent) return;
  const content = contentOf(element);
  const ours = new Set(content.map(({ __e }) => __e));
  for (const node of [...parent.childNodes]) if (!ours.has(node)) node.remove();
  let next: Node | null = null;
  for (const { __e: node, type, props } of content.toReversed()) {
    if (!node) continue;
    if (type === null && node instanceof Text && node.data !== props) node.data = String(props);
    if (node.parentNode !== parent || node.nextSibling !== next) parent.insertBefore(node, next);
    next = node;
  }
};

/** Does that for all elements that a component has rendered itself; those below it do it when they are rendered. */
const restoreWithin = (vnode: Rendered): void => {
  for (const child of vnode.__k ?? []) {
    if (child === null || isComponent(child) || child.type === null) continue;
    restoreContent(child);
    restoreWithin(child);
  }
};

const elementAbove = ({ __: above }: Rendered): Rendered | null =>
  above && isComponent(above) ? elementAbove(above) : above;

/**
 * Lets others change what is in the document below `root`, as the translation of a page does: it puts elements of
 * its own in place of our texts, and Preact would look for these where they no longer are. What is about to be
 * rendered again is put back first as it was; what stands still stays as the others have made it.
 */
export const restoreDomBeforeRender = (root: Node): void => {
  const hooks = options as Hooks;
  const { __r: beforeRender, diffed, __c: commit } = hooks;
  /** The last that each component was rendered as. */
  const last = new WeakMap<object, Rendered>();
  let rendering = false;
  let changedByOthers = false;

  const look = (records: readonly MutationRecord[]): void => {
    changedByOthers ||= records.length > 0;
  };
  const observer = new MutationObserver(look);

  const know = (vnode: Rendered): void => {
    if (vnode.__c) last.set(vnode.__c, vnode);
    for (const child of vnode.__k ?? []) if (child) know(child);
  };
  const { __k: tree } = root as Node & { __k?: Rendered };
  if (tree) know(tree);

  hooks.__r = (vnode) => {
    if (!rendering) look(observer.takeRecords());
    rendering = true;
    const before = vnode.__c && last.get(vnode.__c);
    if (changedByOthers && before) {
      const above = elementAbove(vnode);
      if (above) restoreContent(above);
      restoreWithin(before);
    }
    beforeRender?.(vnode);
  };
  hooks.diffed = (vnode) => {
    if (vnode.__c) last.set(vnode.__c, vnode);
    diffed?.(vnode);
  };
  hooks.__c = (vnode, queue) => {
    // These changes were ours.
    observer.takeRecords();
    rendering = false;
    commit?.(vnode, queue);
  };
  observer.observe(root, { childList: true, characterData: true, subtree: true });
};
