import type { Block } from './lexer.ts';

/** Blocks in groups: all but the last are full, and stay the same when blocks are added. */
export type BlockGroups = readonly (readonly Block[])[];

export const NO_GROUPS: BlockGroups = [];

/** So many blocks in a group: what a chunk costs grows with the number of groups, and with the last one. */
const SIZE = 32;

export const appendBlocks = (groups: BlockGroups, blocks: readonly Block[]): BlockGroups => {
  if (blocks.length === 0) return groups;
  const last = groups.at(-1);
  const open = last && last.length < SIZE ? [...last, ...blocks] : blocks;
  const result = open === blocks ? [...groups] : groups.slice(0, -1);
  for (let start = 0; start < open.length; start += SIZE) result.push(open.slice(start, start + SIZE));
  return result;
};
