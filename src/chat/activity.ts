import type { Room } from '../model/room.ts';
import { later } from '../model/time.ts';
import type { Activity, Doing } from './change.ts';

export const NO_ACTIVITY: Activity = { typing: [] };

/** How long "thinking" lasts without an answer, in milliseconds. An agent may choose to say nothing. */
export const THINKING_MS = 60_000;
/** How long "typing" lasts without a further event, in milliseconds. */
export const TYPING_MS = 6_000;

/** False too where `until` is too far ahead to be right: the clock was set back since. */
const isOn = ({ until }: Doing, now: number, longest: number): boolean =>
  until > now && until <= later(now, 2 * longest);

/** The activity without what has ended by `now`. */
export const stillGoing = (activity: Activity, now: number): Activity => {
  const { thinking, typing } = activity;
  const left = { ...activity, typing: typing.filter((doing) => isOn(doing, now, TYPING_MS)) };
  return thinking && !isOn(thinking, now, THINKING_MS) ? endThinking(left) : left;
};

/** `who` (an entity's id) thinks, from `now` on. */
export const startThinking = (activity: Activity, who: string, name: string, now: number): Activity => ({
  ...endThinking(activity),
  thinking: { who, name, until: later(now, THINKING_MS) },
});

/** The agent of the room thinks: a message for it was sent at `now`. */
export const startAgentThinking = (activity: Activity, { agentId, agentName }: Room, now: number): Activity =>
  startThinking(activity, agentId ?? '', agentName ?? '', now);

/** The awaited answer has begun, or will not come. Ends `stopped` with it. */
export const endThinking = ({ thinking: _, stopped: __, ...rest }: Activity): Activity => rest;

export const setTyping = (activity: Activity, doing: Doing): Activity => ({
  ...activity,
  typing: [...activity.typing.filter((other) => other.who !== doing.who), doing],
});

export const endTyping = (activity: Activity, who: string): Activity => ({
  ...activity,
  typing: activity.typing.filter((doing) => doing.who !== who),
});

/** How many members are remembered as present or gone; the oldest are forgotten. */
const PEOPLE = 50;

export const setPresence = (activity: Activity, who: string, name: string, joined: boolean): Activity => {
  const others = (activity.presence ?? []).filter((person) => person.who !== who);
  return { ...endTyping(activity, who), presence: [...others, { who, name, joined }].slice(-PEOPLE) };
};
