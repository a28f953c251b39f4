import { errorText } from '../../diagnostics/error-text.ts';
import type { ViewModel } from '../state/view-model.ts';

/** The most different errors that a view sends: a page that throws at every render says nothing new. */
const MAX_ERRORS = 50;
const sent = new Set<string>();

/** The texts of all messages of the open conversation, which must be left out of logs and reports. */
export const conversationTexts = (model: ViewModel): string[] => {
  const open = model.conversation.peek();
  return (open?.ids.peek() ?? []).flatMap((id) => open?.message(id)?.peek().text ?? []);
};

/** Sends an error to the worker's log, without keys and message texts; each one once. */
export const sendError = (model: ViewModel, error: unknown): void => {
  const words = errorText(error, conversationTexts(model));
  if (sent.has(words) || sent.size >= MAX_ERRORS) return;
  sent.add(words);
  void model.execute({ type: 'note-fault', words });
};
