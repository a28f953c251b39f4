import type { OtherMessage, ReplyState } from '../model/message.ts';
import type { Change } from './change.ts';

/**
 * Stops a reply: views show its first `shownLength` characters. Text that arrives later is stored and not shown.
 * A reply that was stopped before stays as it was.
 */
export const stopReply = (message: OtherMessage, shownLength = message.text.length): OtherMessage => ({
  stoppedAt: shownLength,
  ...message,
});

/** Undoes `stopReply`: views show the whole text again. */
export const revealReply = ({ stoppedAt: _, ...message }: OtherMessage): OtherMessage => message;

/** The change that puts a reply into another state and leaves its text alone. */
export const setReplyState = (message: OtherMessage, reply: ReplyState): Change => ({
  type: 'put',
  message: { ...message, reply },
});
