import type { Activity } from '../../chat/change.ts';

/** Somebody joined or left the room. */
export type PresenceEvent = NonNullable<Activity['presence']>[number];

/** Joins and leaves: the newest, and how many there were before them. */
export interface PresenceEvents {
  readonly newest: readonly PresenceEvent[];
  readonly earlier: number;
}

export const NO_PRESENCE_EVENTS: PresenceEvents = { newest: [], earlier: 0 };

/** The most events that are shown. */
const MAX_EVENTS = 5;

/** Adds the joins and leaves between two activities of a room to `events`, and counts those that are not shown. */
export const addPresenceEvents = (
  events: PresenceEvents,
  before: Activity,
  after: Activity,
): PresenceEvents => {
  const { presence = [], presenceCount = 0 } = after;
  const count = Math.max(0, presenceCount - (before.presenceCount ?? 0));
  if (count === 0) return events;
  const all = [...events.newest, ...presence.slice(-count)];
  const newest = all.slice(-MAX_EVENTS);
  return { newest, earlier: events.earlier + events.newest.length + count - newest.length };
};
