import type { Clock } from '../model/clock.ts';
import type { RoomId } from '../model/ids.ts';
import type { ViewChange } from '../relay/to-view.ts';

/** A display frame, in milliseconds: an activity that changes more often is not seen in between. */
export const FRAME_MS = 16;

type Announce = (changes: readonly ViewChange[]) => void;

const activityOf = (change: ViewChange): Extract<ViewChange, { type: 'activity' }> | undefined =>
  change.type === 'activity' ? change : undefined;

/**
 * Announces changes at once. Where activities alone have changed, and others were announced within this frame, it
 * announces the last one of each room when the frame ends.
 */
export const createAnnouncer = (announce: Announce, clock: Pick<Clock, 'after'>): Announce => {
  const held = new Map<RoomId, ViewChange>();
  let isHolding = false;

  const release = (): void => {
    isHolding = false;
    if (held.size === 0) return;
    announce([...held.values()]);
    held.clear();
    hold();
  };

  const hold = (): void => {
    if (isHolding) return;
    isHolding = true;
    clock.after(FRAME_MS, release);
  };

  return (changes) => {
    if (changes.length === 0) return;
    const activities = changes.flatMap((change) => activityOf(change) ?? []);
    const canWait = isHolding && activities.length > 0 && activities.length === changes.length;
    for (const activity of activities) {
      if (canWait) held.set(activity.roomId, activity);
      else held.delete(activity.roomId);
    }
    if (canWait) return;
    announce(changes);
    if (activities.length > 0) hold();
  };
};
