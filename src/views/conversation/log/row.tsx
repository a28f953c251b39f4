import { computed, type ReadonlySignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { MessageId } from '../../../model/ids.ts';
import type { Message } from '../../../model/message.ts';
import { lazyWithFallback } from '../../components/lazy-with-fallback.tsx';
import { nowOnDay } from '../../i18n/local-day.ts';
import { text } from '../../i18n/text.ts';
import { dayOf, formatDay } from '../../i18n/time.ts';
import type { Conversation } from '../../state/conversation.ts';
import type { ViewModel } from '../../state/view-model.ts';
import { OtherArticle } from '../message/other-article.tsx';
import { OwnArticle } from '../message/own-article.tsx';
import { Regenerate } from '../message/regenerate.tsx';
import { Unanswered } from '../message/unanswered.tsx';
import type { GapLineProps } from './gap-line.tsx';
import { isGroupedWith, startsDay } from './message-grouping.ts';

const GapLine = lazyWithFallback<GapLineProps>(
  async () => (await import('./gap-line.tsx')).GapLine,
  () => null,
).Component;

interface RowProps {
  model: ViewModel;
  conversation: Conversation;
  id: MessageId;
  /** The messages above and below. */
  previousId: MessageId | undefined;
  nextId: MessageId | undefined;
  /** The `above` of the gap that is above the message. */
  gapAbove?: number | undefined;
  /** Whether it is the first new message. */
  firstNew: boolean;
  /** Whether it is the latest message of the user. */
  latestOwn: boolean;
}

type Neighbours = Pick<RowProps, 'conversation' | 'id' | 'previousId' | 'nextId'>;

/** What a row shows because of its neighbours. */
interface Grouping {
  /** The key of the day that begins with the message. */
  newDay: ReadonlySignal<string | undefined>;
  firstInGroup: ReadonlySignal<boolean>;
  lastInGroup: ReadonlySignal<boolean>;
}

/** Computed signals, so that a row does not render again for each text that is appended to its neighbour. */
const useGrouping = ({ conversation, id, previousId, nextId }: Neighbours): Grouping =>
  useMemo(() => {
    const messageOf = (other: MessageId | undefined): Message | undefined =>
      other === undefined ? undefined : conversation.message(other)?.value;
    return {
      newDay: computed(() => {
        const message = messageOf(id);
        return message && startsDay(messageOf(previousId), message) ? dayOf(message.at) : undefined;
      }),
      firstInGroup: computed(() => {
        const message = messageOf(id);
        return message !== undefined && !isGroupedWith(messageOf(previousId), message);
      }),
      lastInGroup: computed(() => {
        const message = messageOf(id);
        const next = messageOf(nextId);
        return message !== undefined && !(next && isGroupedWith(message, next));
      }),
    };
  }, [conversation, id, previousId, nextId]);

interface ArticleProps {
  row: RowProps;
  message: Message;
  grouping: Grouping;
}

const Article = ({ row, message, grouping }: ArticleProps) => {
  const { model, conversation, nextId, latestOwn } = row;
  const firstInGroup = grouping.firstInGroup.value;
  const lastInGroup = grouping.lastInGroup.value;
  const room = conversation.room.value;
  switch (message.type) {
    case 'own': {
      const startEdit = (): void => {
        conversation.editing.value = message;
      };
      return (
        <OwnArticle
          model={model}
          message={message}
          name={room.userName}
          firstInGroup={firstInGroup}
          lastInGroup={lastInGroup}
          onEdit={latestOwn ? startEdit : undefined}
        >
          {nextId === undefined && <Unanswered model={model} conversation={conversation} message={message} />}
        </OwnArticle>
      );
    }
    case 'other':
      return (
        <OtherArticle
          model={model}
          message={message}
          firstInGroup={firstInGroup}
          isGroupRoom={room.agents !== undefined}
        >
          {nextId === undefined && <Regenerate model={model} conversation={conversation} message={message} />}
        </OtherArticle>
      );
    default:
      return message satisfies never;
  }
};

/** A message of the log, under the lines for a new day and for new messages. Renders apart from other rows. */
export const Row = (props: RowProps) => {
  const message = props.conversation.message(props.id)?.value;
  const grouping = useGrouping(props);
  const newDay = grouping.newDay.value;
  if (!message) return null;
  return (
    <>
      {props.gapAbove !== undefined && (
        <GapLine model={props.model} conversation={props.conversation} above={props.gapAbove} />
      )}
      {newDay !== undefined && <p class="day">{formatDay(message.at, nowOnDay())}</p>}
      {props.firstNew && <p class="new-mark">{text('new_mark')}</p>}
      <Article row={props} message={message} grouping={grouping} />
    </>
  );
};
