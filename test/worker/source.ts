import { readdirSync, readFileSync } from 'node:fs';
import { parseSync } from 'vite';

/** A node of a syntax tree, as ESTree has it. */
export interface Node {
  type: string;
  [field: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/** The nodes right below a node. */
export const childrenOf = (node: Node): Node[] => Object.values(node).flat().filter(isNode);

/** The node and all below it, but for what is below those that `isEnd` accepts. */
export const nodesIn = (node: Node, isEnd: (inner: Node) => boolean = () => false): Node[] => [
  node,
  ...childrenOf(node).flatMap((child) => (isEnd(child) ? [] : nodesIn(child, isEnd))),
];

export const parse = (path: string, source: string): Node => {
  const { program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  return program as unknown as Node;
};

/** The source of every file of `src/worker`, by its path in there. */
export const readWorker = (): Map<string, string> => {
  const folder = new URL('../../src/worker/', import.meta.url);
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return new Map(
    paths.flatMap((path) =>
      path.endsWith('.ts') ? [[path, readFileSync(new URL(path, folder), 'utf8')]] : [],
    ),
  );
};

export const nameOf = (node: unknown): string | undefined => {
  if (!isNode(node)) return undefined;
  if (node.type === 'Identifier') return String(node.name);
  return node.type === 'MemberExpression' ? nameOf(node.property) : undefined;
};
