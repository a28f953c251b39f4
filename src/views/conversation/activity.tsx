import type { Activity, Doing } from '../../chat/change.ts';
import { useNow } from '../hooks/use-now.ts';
import { inSentence } from '../i18n/name-text.ts';
import { text } from '../i18n/text.ts';
import type { Conversation } from '../state/conversation.ts';

/** The most who are named while they type. */
const MAX_NAMES = 3;

/** The reference server's events carry an id without a name. */
const nameOf = (doing: Doing): string => inSentence(doing.name) || text('somebody');

/**
 * Who thinks or types at `now` (ms since the epoch), in words; empty where nobody does. An activity ends at its
 * `until`, also where the server never says that it ended.
 */
export const activityWords = (activity: Activity, now: number): string => {
  const isCurrent = (doing: Doing): boolean => doing.until > now;
  if (activity.thinking && isCurrent(activity.thinking)) {
    return text('activity_thinking', nameOf(activity.thinking));
  }
  if ((activity.moreRepliesUntil ?? 0) > now) return text('activity_more_replies');
  const typing = activity.typing.filter(isCurrent).map(nameOf);
  if (typing.length === 0) return '';
  if (typing.length === 1) return text('activity_typing', typing[0] ?? '');
  const names = typing.slice(0, MAX_NAMES).join(', ');
  const others = typing.length - MAX_NAMES;
  if (others <= 0) return text('activity_typing_several', names);
  return text('activity_typing_many', names, (activity.crowdUntil ?? 0) > now ? `${others}+` : others);
};

export const ActivityStatus = ({ conversation }: { conversation: Conversation }) => {
  const activity = conversation.activity.value;
  const now = useNow(
    1000,
    activity.thinking !== undefined || activity.moreRepliesUntil !== undefined || activity.typing.length > 0,
  );
  return (
    <p class="activity" role="status" aria-label={text('activity_label')}>
      {activityWords(activity, now)}
    </p>
  );
};
