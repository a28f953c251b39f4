import { type Node, nameOf, nodesIn, parse } from './source.ts';

/** A part that a function builds, and the others of the function's parts that it is handed, itself or by a closure. */
export interface Part {
  name: string;
  handed: string[];
}

/** The parts that a function builds, in their order. */
export const partsOf = (path: string, source: string, builder: string): Part[] => {
  const declared = nodesIn(parse(path, source)).find(
    (node) => node.type === 'VariableDeclarator' && nameOf(node.id) === builder,
  );
  const body = ((declared?.init as Node | undefined)?.body as Node | undefined)?.body as Node[] | undefined;
  if (!body) throw new Error(`${path} has no ${builder}`);
  const parts = body
    .flatMap((statement) =>
      statement.type === 'VariableDeclaration' ? (statement.declarations as Node[]) : [],
    )
    .flatMap(({ id, init }) => namesIn(id as Node).map((name) => ({ name, init: init as Node | null })));
  const names = new Set(parts.map(({ name }) => name));
  return parts.map(({ name, init }) => ({
    name,
    handed: init ? [...new Set(usedIn(init))].filter((used) => names.has(used)) : [],
  }));
};

const namesIn = (pattern: Node): string[] => {
  if (pattern.type === 'Identifier') return [String(pattern.name)];
  if (pattern.type !== 'ObjectPattern') return [];
  return (pattern.properties as Node[]).flatMap(({ value }) => namesIn(value as Node));
};

/** The names that an expression uses, but for those of properties. */
const usedIn = (node: Node): string[] => {
  switch (node.type) {
    case 'Identifier':
      return [String(node.name)];
    case 'MemberExpression':
      return usedIn(node.object as Node);
    case 'Property':
      return usedIn(node.value as Node);
    default:
      return Object.values(node)
        .flat()
        .flatMap((value) =>
          typeof value === 'object' && value !== null && 'type' in value ? usedIn(value as Node) : [],
        );
  }
};

/** The circles: each part that is handed one that is built no sooner than itself. */
export const circlesIn = (parts: readonly Part[]): string[] =>
  parts.flatMap(({ name, handed }, index) =>
    handed
      .filter((other) => parts.findIndex((part) => part.name === other) >= index)
      .map((other) => `${name} is handed ${other}, which is built after it`),
  );
