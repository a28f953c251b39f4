import type { Activity } from '../../chat/change.ts';

/** Somebody joined or left the room. */
export type PresenceEvent = NonNullable<Activity['presence']>[number];

/** The most events that are shown. */
const MAX_EVENTS = 5;

/** Adds the joins and leaves between two activities of a room to `events`, and keeps the newest. */
export const addPresenceEvents = (
  events: readonly PresenceEvent[],
  before: Activity,
  after: Activity,
): readonly PresenceEvent[] => {
  const known = before.presence ?? [];
  const added = (after.presence ?? []).filter(
    ({ who, joined }) => !known.some((person) => person.who === who && person.joined === joined),
  );
  return added.length === 0 ? events : [...events, ...added].slice(-MAX_EVENTS);
};
