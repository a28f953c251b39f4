import type { RoomSummary } from '../../relay/to-view.ts';

/** The conversations with one agent, all groups, or all rooms that were joined by their id. */
export interface RoomSection {
  kind: 'agent' | 'groups' | 'by-hand';
  /** The agent's name; empty for other kinds. */
  name: string;
  rooms: readonly RoomSummary[];
}

const sectionOf = ({ room }: RoomSummary): Omit<RoomSection, 'rooms'> => {
  if (room.agents) return { kind: 'groups', name: '' };
  return room.agentId === undefined
    ? { kind: 'by-hand', name: '' }
    : { kind: 'agent', name: room.agentName ?? '' };
};

/** Groups rooms into sections, in the order of each section's first room. */
export const roomSections = (rooms: readonly RoomSummary[]): RoomSection[] => {
  const sections = new Map<string, RoomSection & { rooms: RoomSummary[] }>();
  for (const summary of rooms) {
    const { kind, name } = sectionOf(summary);
    const key = `${kind} ${summary.room.agentId}`;
    const known = sections.get(key);
    if (known) known.rooms.push(summary);
    else sections.set(key, { kind, name, rooms: [summary] });
  }
  return [...sections.values()];
};
