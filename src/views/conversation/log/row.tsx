import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { MessageId } from '../../../model/ids.ts';
import { text } from '../../i18n/text.ts';
import { dayOf, formatDay } from '../../i18n/time.ts';
import type { Conversation } from '../../state/conversation.ts';
import type { ViewModel } from '../../state/view-model.ts';
import { OtherArticle } from '../message/other-article.tsx';
import { OwnArticle } from '../message/own-article.tsx';
import { Regenerate } from '../message/regenerate.tsx';
import { Unanswered } from '../message/unanswered.tsx';
import { beginsDay, continuesRun } from './message-grouping.ts';

interface RowProps {
  model: ViewModel;
  conversation: Conversation;
  id: MessageId;
  /** The message above and the one below: they decide what is said once per day and once per run. */
  previousId: MessageId | undefined;
  nextId: MessageId | undefined;
  /** Whether what is new begins here. */
  firstNew: boolean;
  /** Whether it is the last that the user wrote. */
  latestOwn: boolean;
}

/** A message of the log, under a line where its day or what is new begins. Reads its own signal, and renders alone. */
export const Row = ({ model, conversation, id, previousId, nextId, firstNew, latestOwn }: RowProps) => {
  const at = (other: MessageId | undefined) =>
    other === undefined ? undefined : conversation.message(other)?.value;
  const message = at(id);
  // Computed, so that a neighbour that grows does not render this row again; anew for new neighbours.
  const place = useMemo(
    () => ({
      newDay: computed(() => {
        const self = at(id);
        return self && beginsDay(at(previousId), self) ? dayOf(self.at) : undefined;
      }),
      firstOfRun: computed(() => {
        const self = at(id);
        return self !== undefined && !continuesRun(at(previousId), self);
      }),
      lastOfRun: computed(() => {
        const self = at(id);
        const next = at(nextId);
        return self !== undefined && !(next && continuesRun(self, next));
      }),
    }),
    [conversation, id, previousId, nextId],
  );
  const newDay = place.newDay.value;
  const firstOfRun = place.firstOfRun.value;
  const lastOfRun = place.lastOfRun.value;
  if (!message) return null;

  return (
    <>
      {newDay !== undefined && <p class="day">{formatDay(message.at, Date.now())}</p>}
      {firstNew && <p class="new-mark">{text('new_mark')}</p>}
      {message.kind === 'own' ? (
        <OwnArticle
          model={model}
          message={message}
          name={conversation.room.value.userName}
          firstOfRun={firstOfRun}
          lastOfRun={lastOfRun}
          onEdit={
            latestOwn
              ? () => {
                  conversation.editing.value = message;
                }
              : undefined
          }
        >
          {nextId === undefined && <Unanswered model={model} conversation={conversation} message={message} />}
        </OwnArticle>
      ) : (
        <OtherArticle
          model={model}
          message={message}
          firstOfRun={firstOfRun}
          inGroup={conversation.room.value.agents !== undefined}
        >
          {nextId === undefined && <Regenerate model={model} conversation={conversation} message={message} />}
        </OtherArticle>
      )}
    </>
  );
};
