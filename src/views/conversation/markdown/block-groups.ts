import type { Block } from './lexer.ts';

/** Blocks in groups of a fixed size. All but the last stay the same objects when blocks are appended. */
export type BlockGroups = readonly (readonly Block[])[];

export const NO_GROUPS: BlockGroups = [];

/** The size of a group. The cost of an appended text grows with the number of groups and the last one's size. */
const GROUP_SIZE = 32;

export const appendBlocks = (groups: BlockGroups, blocks: readonly Block[]): BlockGroups => {
  if (blocks.length === 0) return groups;
  const last = groups.at(-1);
  const open = last && last.length < GROUP_SIZE ? [...last, ...blocks] : blocks;
  const result = open === blocks ? [...groups] : groups.slice(0, -1);
  for (let start = 0; start < open.length; start += GROUP_SIZE)
    result.push(open.slice(start, start + GROUP_SIZE));
  return result;
};
