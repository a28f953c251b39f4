import { inSentence } from '../../i18n/name-text.ts';
import { text } from '../../i18n/text.ts';
import type { Conversation } from '../../state/conversation.ts';

/** A line for each join and leave since the last message. */
export const PresenceLines = ({ conversation }: { conversation: Conversation }) => (
  <>
    {conversation.presenceEvents.value.map(({ who, name, joined }, index) => (
      <p class="coming" key={`${index} ${who}`}>
        {text(joined ? 'presence_joined' : 'presence_left', inSentence(name) || text('somebody'))}
      </p>
    ))}
  </>
);
