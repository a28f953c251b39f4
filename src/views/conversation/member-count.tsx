import { PEOPLE_LIMIT } from '../../chat/activity.ts';
import type { Activity } from '../../chat/change.ts';
import { PersonIcon } from '../components/page-icons.tsx';
import { text } from '../i18n/text.ts';
import type { Conversation } from '../state/conversation.ts';

/** Counts the user, the agent of the room, and the others that have joined and not left. */
export const memberCount = ({ presence = [] }: Activity, agentId: string | undefined): number =>
  1 +
  (agentId === undefined ? 0 : 1) +
  presence.filter(({ who, joined }) => joined && who !== agentId).length;

/** How many are in the room, where they are more than the user and one other. */
export const MemberCount = ({ conversation }: { conversation: Conversation }) => {
  const activity = conversation.activity.value;
  const known = memberCount(activity, conversation.room.value.agentId);
  if (known <= 2) return null;
  // Those who came earlier are not known any more.
  const count = (activity.presence?.length ?? 0) < PEOPLE_LIMIT ? `${known}` : `${known}+`;
  const words = text('head_count', count);
  return (
    <span class="head-count" role="img" aria-label={words} title={words}>
      <PersonIcon />
      {count}
    </span>
  );
};
