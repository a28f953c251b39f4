import type { Message } from '../model/message.ts';
import { THINKING_MS } from './activity.ts';
import type { Activity } from './change.ts';

/**
 * Whether `last`, the newest message of a direct conversation, was delivered and no answer came: its server
 * may have died between storing and answering, or its agent chose to say nothing. Nothing triggers it again.
 */
export const isUnanswered = (last: Message | undefined, activity: Activity, now: number): boolean =>
  last?.kind === 'own' &&
  last.delivery.state === 'sent' &&
  activity.thinking === undefined &&
  now - last.at >= THINKING_MS;
