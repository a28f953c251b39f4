import type { Activity, Doing } from '../../chat/change.ts';
import { useNow } from '../hooks/use-now.ts';
import { text } from '../i18n/text.ts';
import type { Conversation } from '../state/conversation.ts';

/** The document's events carry ids alone: who has no name here is somebody. */
const nameOf = (doing: Doing): string => doing.name || text('somebody');

const goesOn = (doing: Doing, now: number): boolean => doing.until > now;

/** Who is doing what at `now`, or nothing: each thing ends by itself, whoever forgot to say so. */
export const activityWords = (activity: Activity, now: number): string => {
  if (activity.thinking && goesOn(activity.thinking, now)) {
    return text('activity_thinking', nameOf(activity.thinking));
  }
  const typing = activity.typing.filter((doing) => goesOn(doing, now)).map(nameOf);
  if (typing.length === 0) return '';
  return typing.length === 1
    ? text('activity_typing', typing[0] ?? '')
    : text('activity_typing_several', typing.join(', '));
};

export const ActivityStatus = ({ conversation }: { conversation: Conversation }) => {
  const activity = conversation.activity.value;
  const now = useNow(1000, activity.thinking !== undefined || activity.typing.length > 0);
  return (
    <p class="activity" role="status" aria-label={text('activity_label')}>
      {activityWords(activity, now)}
    </p>
  );
};
