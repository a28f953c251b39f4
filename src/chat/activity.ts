import { later } from '../model/time.ts';
import type { Activity, Doing } from './change.ts';

export const NO_ACTIVITY: Activity = { typing: [] };

/** How long "thinking" may last when nothing at all comes back: an agent may choose to stay silent. */
export const THINKING_MS = 60_000;
/** How long somebody is typing when nobody says that they stopped. */
export const TYPING_MS = 6_000;

/** What would last far longer than it can has begun by another clock, or ours has been set back: it has ended. */
const isOn = ({ until }: Doing, now: number, longest: number): boolean =>
  until > now && until <= later(now, 2 * longest);

/** What is still going on at `now`. */
export const stillGoing = (activity: Activity, now: number): Activity => {
  const { thinking, typing } = activity;
  const left = { ...activity, typing: typing.filter((doing) => isOn(doing, now, TYPING_MS)) };
  return thinking && !isOn(thinking, now, THINKING_MS) ? endThinking(left) : left;
};

export const startThinking = (activity: Activity, who: string, name: string, now: number): Activity => ({
  ...endThinking(activity),
  thinking: { who, name, until: later(now, THINKING_MS) },
});

/** Whatever the agent was about to say, it has begun to, or never will. */
export const endThinking = ({ thinking: _, stopped: __, ...rest }: Activity): Activity => rest;

export const setTyping = (activity: Activity, doing: Doing): Activity => ({
  ...activity,
  typing: [...activity.typing.filter((other) => other.who !== doing.who), doing],
});

export const endTyping = (activity: Activity, who: string): Activity => ({
  ...activity,
  typing: activity.typing.filter((doing) => doing.who !== who),
});

/** So many people are remembered; who came or went before them is not counted any more. */
const PEOPLE = 50;

export const setPresence = (activity: Activity, who: string, name: string, joined: boolean): Activity => {
  const others = (activity.presence ?? []).filter((person) => person.who !== who);
  return { ...endTyping(activity, who), presence: [...others, { who, name, joined }].slice(-PEOPLE) };
};
