import type { Room } from '../model/room.ts';
import { later } from '../model/time.ts';
import type { Activity, Doing } from './change.ts';
import { STREAM_IDLE_MS } from './stream.ts';

export const NO_ACTIVITY: Activity = { typing: [] };

/** How long "thinking" lasts without an answer, in milliseconds. An agent may choose to say nothing. */
export const THINKING_MS = 60_000;
/** How long "typing" lasts without a further event, in milliseconds. */
export const TYPING_MS = 6_000;

/** How many who type are named, and how many who came or went; the oldest are let go of. */
export const PEOPLE_LIMIT = 50;

/** False too where `until` is too far ahead to be right: the clock was set back since. */
const isOn = (until: number, now: number, longest: number): boolean =>
  until > now && until <= later(now, 2 * longest);

/** The activity without what has ended by `now`; the same object where nothing has. */
export const stillGoing = (activity: Activity, now: number): Activity => {
  const { thinking, crowdUntil, moreRepliesUntil } = activity;
  const typing = activity.typing.filter(({ until }) => isOn(until, now, TYPING_MS));
  let left = typing.length === activity.typing.length ? activity : { ...activity, typing };
  if (crowdUntil !== undefined && !isOn(crowdUntil, now, TYPING_MS)) left = endCrowd(left);
  if (moreRepliesUntil !== undefined && !isOn(moreRepliesUntil, now, STREAM_IDLE_MS)) left = endMore(left);
  return thinking && !isOn(thinking.until, now, THINKING_MS) ? endThinking(left) : left;
};

const endCrowd = ({ crowdUntil: _, ...rest }: Activity): Activity => rest;
const endMore = ({ moreRepliesUntil: _, ...rest }: Activity): Activity => rest;

/** `who` (an entity's id) thinks, from `now` on. */
export const startThinking = (activity: Activity, who: string, name: string, now: number): Activity => ({
  ...endThinking(activity),
  thinking: { who, name, until: later(now, THINKING_MS) },
});

/** The agent of the room thinks: a message for it was sent at `now`. */
export const startAgentThinking = (activity: Activity, { agentId, agentName }: Room, now: number): Activity =>
  startThinking(activity, agentId ?? '', agentName ?? '', now);

/** The awaited answer has begun, or will not come. Ends `stopped` with it. The same object where nothing ends. */
export const endThinking = (activity: Activity): Activity => {
  if (activity.thinking === undefined && activity.stopped === undefined) return activity;
  const { thinking: _, stopped: __, ...rest } = activity;
  return rest;
};

/** Further replies are written than are followed. The same object where that was said within a second. */
export const noteMoreReplies = (activity: Activity, now: number): Activity =>
  (activity.moreRepliesUntil ?? 0) > later(now, STREAM_IDLE_MS - 1_000)
    ? activity
    : { ...activity, moreRepliesUntil: later(now, STREAM_IDLE_MS) };

/** Names the one who types, and no longer the first of too many. */
export const setTyping = (activity: Activity, doing: Doing): Activity => {
  const typing = [...activity.typing.filter((other) => other.who !== doing.who), doing];
  if (typing.length <= PEOPLE_LIMIT) return { ...activity, typing };
  const crowdUntil = Math.max(activity.crowdUntil ?? 0, typing.shift()?.until ?? 0);
  return { ...activity, typing, crowdUntil };
};

/** The same object where `who` does not type. */
export const endTyping = (activity: Activity, who: string): Activity =>
  activity.typing.some((doing) => doing.who === who)
    ? { ...activity, typing: activity.typing.filter((doing) => doing.who !== who) }
    : activity;

/** The same object where that is known. */
export const setPresence = (activity: Activity, who: string, name: string, joined: boolean): Activity => {
  const { presence = [], presenceCount = 0 } = activity;
  const known = presence.find((person) => person.who === who);
  const calm = endTyping(activity, who);
  if (known?.joined === joined && known.name === name) return calm;
  const others = presence.filter((person) => person !== known);
  return {
    ...calm,
    presence: [...others, { who, name, joined }].slice(-PEOPLE_LIMIT),
    presenceCount: presenceCount + 1,
  };
};
