import { options } from 'preact';

/** A virtual node of Preact 11, with the mangled names of its release build. */
interface VNode {
  type: unknown;
  /** The text of a text node. */
  props: unknown;
  /** Its children. */
  __k: readonly (VNode | null)[] | null;
  /** Its parent. */
  __: VNode | null;
  /** Its DOM node. */
  __e: Node | null;
  /** Its component instance. */
  __c: object | null;
}

/** Preact's hooks: before a component renders, after a node was compared, and after a commit. */
interface Hooks {
  __r?: (vnode: VNode) => void;
  diffed?: (vnode: VNode) => void;
  __c?: (vnode: VNode, queue: unknown) => void;
}

const isComponent = ({ type }: VNode): boolean => typeof type === 'function';

/** The nodes that were rendered directly into an element, in order. */
const renderedChildren = ({ __k }: VNode): VNode[] =>
  (__k ?? []).flatMap((child) => {
    if (child === null) return [];
    return isComponent(child) ? renderedChildren(child) : [child];
  });

/** Restores the child nodes of an element as they were rendered. */
const restoreChildren = (element: VNode): void => {
  const parent = element.__e;
  if (!parent) return;
  const children = renderedChildren(element);
  const rendered = new Set(children.map(({ __e }) => __e));
  for (const node of [...parent.childNodes]) if (!rendered.has(node)) node.remove();
  let next: Node | null = null;
  for (const { __e: node, type, props } of children.toReversed()) {
    if (!node) continue;
    if (type === null && node instanceof Text && node.data !== props) node.data = String(props);
    if (node.parentNode !== parent || node.nextSibling !== next) parent.insertBefore(node, next);
    next = node;
  }
};

/** Restores all elements that a component rendered itself. Components below restore theirs when they render. */
const restoreWithin = (vnode: VNode): void => {
  for (const child of vnode.__k ?? []) {
    if (child === null || isComponent(child) || child.type === null) continue;
    restoreChildren(child);
    restoreWithin(child);
  }
};

const parentElement = ({ __: parent }: VNode): VNode | null =>
  parent && isComponent(parent) ? parentElement(parent) : parent;

/** The latest virtual node of each component instance. */
type LatestNodes = WeakMap<object, VNode>;

const collectNodes = (vnode: VNode, latest: LatestNodes): void => {
  if (vnode.__c) latest.set(vnode.__c, vnode);
  for (const child of vnode.__k ?? []) if (child) collectNodes(child, latest);
};

/**
 * Lets other programs change the DOM below `root`, as page translation does: it replaces text nodes by elements of
 * its own, and Preact then fails to find its nodes. Before a component renders, the DOM that it rendered is
 * restored; the rest of the page stays translated.
 */
export const restoreDomBeforeRender = (root: Node): void => {
  const hooks = options as Hooks;
  const { __r: beforeRender, diffed, __c: commit } = hooks;
  const latest: LatestNodes = new WeakMap();
  let isRendering = false;
  let changedByOthers = false;
  const note = (records: readonly MutationRecord[]): void => {
    changedByOthers ||= records.length > 0;
  };
  const observer = new MutationObserver(note);
  const { __k: tree } = root as Node & { __k?: VNode };
  if (tree) collectNodes(tree, latest);

  hooks.__r = (vnode) => {
    if (!isRendering) note(observer.takeRecords());
    isRendering = true;
    const before = vnode.__c && latest.get(vnode.__c);
    if (changedByOthers && before) {
      const parent = parentElement(vnode);
      if (parent) restoreChildren(parent);
      restoreWithin(before);
    }
    beforeRender?.(vnode);
  };
  hooks.diffed = (vnode) => {
    if (vnode.__c) latest.set(vnode.__c, vnode);
    diffed?.(vnode);
  };
  hooks.__c = (vnode, queue) => {
    // Drops the records of Preact's own changes.
    observer.takeRecords();
    isRendering = false;
    commit?.(vnode, queue);
  };
  observer.observe(root, { childList: true, characterData: true, subtree: true });
};
