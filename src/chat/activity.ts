import type { Activity, Doing } from './change.ts';

/** How long "thinking" may last when nothing at all comes back: an agent may choose to stay silent. */
export const THINKING_MS = 60_000;
/** How long somebody is typing when nobody says that they stopped. */
export const TYPING_MS = 6_000;

/** What is still going on at `now`. */
export const stillGoing = (activity: Activity, now: number): Activity => {
  const thinking = activity.thinking && activity.thinking.until > now ? activity.thinking : undefined;
  const typing = activity.typing.filter((doing) => doing.until > now);
  return thinking ? { thinking, typing } : { typing };
};

export const startThinking = (activity: Activity, who: string, name: string, now: number): Activity => ({
  ...activity,
  thinking: { who, name, until: now + THINKING_MS },
});

export const endThinking = ({ typing }: Activity): Activity => ({ typing });

export const setTyping = (activity: Activity, doing: Doing): Activity => ({
  ...activity,
  typing: [...activity.typing.filter((other) => other.who !== doing.who), doing],
});

export const endTyping = (activity: Activity, who: string): Activity => ({
  ...activity,
  typing: activity.typing.filter((doing) => doing.who !== who),
});
