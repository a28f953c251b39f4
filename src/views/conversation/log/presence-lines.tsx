import { PersonIcon } from '../../components/page-icons.tsx';
import { text } from '../../i18n/text.ts';
import type { Conversation } from '../../state/conversation.ts';
import { headCount } from '../../state/presence-events.ts';

/** Who came and went, in quiet lines under what was said last; they are gone when somebody speaks. */
export const Comings = ({ conversation }: { conversation: Conversation }) => (
  <>
    {conversation.comings.value.map(({ who, name, joined }, index) => (
      <p class="coming" key={`${index} ${who}`}>
        {text(joined ? 'presence_joined' : 'presence_left', name || text('somebody'))}
      </p>
    ))}
  </>
);

/** How many are here, where there is more than one to talk with. */
export const HeadCount = ({ conversation }: { conversation: Conversation }) => {
  const count = headCount(conversation.activity.value, conversation.room.value.agentId);
  if (count <= 2) return null;
  const words = text('head_count', count);
  return (
    <span class="head-count" role="img" aria-label={words} title={words}>
      <PersonIcon />
      {count}
    </span>
  );
};
