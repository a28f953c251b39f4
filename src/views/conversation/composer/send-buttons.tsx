import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { SendIcon, StopIcon } from '../../components/page-icons.tsx';
import { text } from '../../i18n/text.ts';
import type { Conversation } from '../../state/conversation.ts';
import { isAnswering } from '../../state/own-messages.ts';

interface SendButtonsProps {
  conversation: Conversation;
  /** Whether the composer holds nothing that could be sent. */
  empty: boolean;
  onStop: () => void;
}

/** "Stop" while the agent answers, "Send" where there is something to send or nothing to stop. */
export const SendButtons = ({ conversation, empty, onStop }: SendButtonsProps) => {
  const answering = useMemo(() => computed(() => isAnswering(conversation)), [conversation]).value;
  return (
    <>
      {answering && (
        <button
          type="button"
          class="send stop"
          aria-label={text('stop')}
          title={text('stop')}
          onClick={onStop}
        >
          <StopIcon />
        </button>
      )}
      {!(answering && empty) && (
        <button
          type="submit"
          class="send"
          aria-label={text('send')}
          title={text('send')}
          disabled={conversation.composerDisabled.value || empty}
        >
          <SendIcon />
        </button>
      )}
    </>
  );
};
