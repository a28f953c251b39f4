import { childrenOf, type Node, nameOf, nodesIn, parse } from './source.ts';

/** A function by its name, in a file. */
interface Named {
  path: string;
  name: string;
  node: Node;
}

const FUNCTIONS = new Set(['ArrowFunctionExpression', 'FunctionExpression', 'FunctionDeclaration']);
const isFunction = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && FUNCTIONS.has(String(value.type));

const namedIn = (path: string, program: Node): Named[] =>
  nodesIn(program).flatMap((node) => {
    const [id, value] = node.type === 'VariableDeclarator' ? [node.id, node.init] : [node.key, node.value];
    const name = nameOf(id);
    return name && isFunction(value) ? [{ path, name, node: value }] : [];
  });

const takesTransaction = (node: Node): boolean =>
  Array.isArray(node.params) && node.params.some((param) => nameOf(param) === 'tx');

/** Functions that are called later, or whose end nobody waits for. */
const LATER = new Set(['after', 'then', 'catch', 'finally', 'run', 'setTimeout']);

/** The calls whose end a function waits for: those of its own, not what it starts or hands on. */
const awaitedCalls = (body: Node): Node[] => {
  if (body.type === 'UnaryExpression' && body.operator === 'void') return [];
  if (body.type === 'VariableDeclarator' && isFunction(body.init)) return [];
  if (body.type === 'Property' && isFunction(body.value)) return [];
  if (body.type !== 'CallExpression') return childrenOf(body).flatMap(awaitedCalls);
  const isTransact = nameOf(body.callee) === 'transact';
  const isLater = LATER.has(nameOf(body.callee) ?? '');
  const inner = isTransact || isLater ? [body.callee as Node] : childrenOf(body);
  return [body, ...inner.flatMap(awaitedCalls)];
};

const objectOf = ({ callee }: Node): string | undefined => nameOf((callee as Node).object);
const isJoined = (call: Node): boolean =>
  objectOf(call) === 'tx' || (call.arguments as Node[]).some((argument) => nameOf(argument) === 'tx');

/**
 * The calls within transactions that wait for a transaction of their own, which begins only when theirs has ended.
 * Functions are told apart by their names alone, so two of one name count as one that does what both do.
 */
export const selfWaits = (sources: ReadonlyMap<string, string>): string[] => {
  const programs = [...sources].map(([path, source]) => ({ path, program: parse(path, source) }));
  const named = programs.flatMap(({ path, program }) => namedIn(path, program));
  const starters = new Set(['transact', 'hear']);
  const starts = (node: Node): boolean =>
    awaitedCalls(node).some((call) => starters.has(nameOf(call.callee) ?? '') && !isJoined(call));
  for (let size = 0; size < starters.size; ) {
    size = starters.size;
    for (const { name, node } of named) {
      if (!takesTransaction(node) && starts(node.body as Node)) starters.add(name);
    }
  }
  return programs.flatMap(({ path, program }) => {
    const within = nodesIn(program).flatMap((node) => {
      if (isFunction(node) && takesTransaction(node)) return [node];
      const isTransact = node.type === 'CallExpression' && nameOf(node.callee) === 'transact';
      return isTransact ? (node.arguments as Node[]).filter(isFunction) : [];
    });
    const calls = new Set(within.flatMap(({ body }) => awaitedCalls(body as Node)));
    return [...calls]
      .filter((call) => starters.has(nameOf(call.callee) ?? '') && !isJoined(call))
      .map((call) => `${path}: ${nameOf(call.callee)} waits for the transaction that waits for it`);
  });
};
