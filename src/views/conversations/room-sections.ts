import type { RoomSummary } from '../../relay/to-view.ts';

/** Conversations that belong together: with one agent, groups of several, or rooms that were joined by hand. */
export interface RoomSection {
  kind: 'agent' | 'groups' | 'by-hand';
  /** The agent's name; empty where there is none. */
  name: string;
  rooms: readonly RoomSummary[];
}

const sectionOf = ({ room }: RoomSummary): Omit<RoomSection, 'rooms'> => {
  if (room.agents) return { kind: 'groups', name: '' };
  return room.agentId === undefined
    ? { kind: 'by-hand', name: '' }
    : { kind: 'agent', name: room.agentName ?? '' };
};

/** The conversations by agent, in the order in which each has its first. */
export const roomSections = (rooms: readonly RoomSummary[]): RoomSection[] => {
  const sections = new Map<string, RoomSection>();
  for (const summary of rooms) {
    const { kind, name } = sectionOf(summary);
    const key = `${kind} ${summary.room.agentId}`;
    const known = sections.get(key);
    sections.set(key, { kind, name, rooms: [...(known?.rooms ?? []), summary] });
  }
  return [...sections.values()];
};
