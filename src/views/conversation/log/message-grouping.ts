import type { Message } from '../../../model/message.ts';
import { dayOf } from '../../i18n/time.ts';

/** After a pause of this length (ms) a new group begins. */
const GROUP_GAP_MS = 5 * 60_000;

const isSameAuthor = (a: Message, b: Message): boolean => {
  switch (a.type) {
    case 'own':
      return b.type === 'own';
    case 'other':
      return b.type === 'other' && a.authorName === b.authorName && a.authorId === b.authorId;
    default:
      return a satisfies never;
  }
};

/** Whether `message` is of the same group as the one above it: of the same author and day, soon after it. */
export const isGroupedWith = (previous: Message | undefined, message: Message): boolean =>
  previous !== undefined &&
  isSameAuthor(previous, message) &&
  dayOf(previous.at) === dayOf(message.at) &&
  message.at - previous.at < GROUP_GAP_MS;

/** Whether `message` is the first of its day. */
export const startsDay = (previous: Message | undefined, message: Message): boolean =>
  previous === undefined || dayOf(previous.at) !== dayOf(message.at);
