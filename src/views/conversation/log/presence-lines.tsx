import { formatCount } from '../../i18n/count.ts';
import { inSentence } from '../../i18n/name-text.ts';
import { text } from '../../i18n/text.ts';
import type { Conversation } from '../../state/conversation.ts';

/** A line for each of the newest joins and leaves since the last message, and one for how many came before them. */
export const PresenceLines = ({ conversation }: { conversation: Conversation }) => {
  const { newest, earlier } = conversation.presenceEvents.value;
  return (
    <>
      {earlier > 0 && (
        <p class="coming" key="earlier">
          {text('presence_earlier', formatCount(earlier))}
        </p>
      )}
      {newest.map(({ who, name, joined }, index) => (
        <p class="coming" key={`${index} ${who}`}>
          {text(joined ? 'presence_joined' : 'presence_left', inSentence(name) || text('somebody'))}
        </p>
      ))}
    </>
  );
};
