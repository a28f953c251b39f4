import { isOursAlone, type Message } from '../model/message.ts';
import { THINKING_MS } from './activity.ts';
import type { Activity } from './change.ts';

/**
 * Whether `last`, the newest message of a direct conversation, was delivered and got no answer for
 * `THINKING_MS`: the server may have been restarted before it answered, or the agent chose to say nothing.
 */
export const isUnanswered = (last: Message | undefined, activity: Activity, now: number): boolean =>
  last?.type === 'own' &&
  !isOursAlone(last) &&
  activity.thinking === undefined &&
  now - last.at >= THINKING_MS;
