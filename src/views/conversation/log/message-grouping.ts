import type { Message } from '../../../model/message.ts';
import { dayOf } from '../../i18n/time.ts';

/** After so long a silence the name is said again. */
const RUN_GAP_MS = 5 * 60_000;

const sameAuthor = (a: Message, b: Message): boolean =>
  a.kind === b.kind &&
  (a.kind === 'own' || (a.authorName === b.authorName && a.authorId === (b as typeof a).authorId));

/** Whether `message` goes on with the run of `previous`: the same author, the same day, soon after. */
export const continuesRun = (previous: Message | undefined, message: Message): boolean =>
  previous !== undefined &&
  sameAuthor(previous, message) &&
  dayOf(previous.at) === dayOf(message.at) &&
  message.at - previous.at < RUN_GAP_MS;

/** Whether a day line belongs above `message`. */
export const beginsDay = (previous: Message | undefined, message: Message): boolean =>
  previous === undefined || dayOf(previous.at) !== dayOf(message.at);
