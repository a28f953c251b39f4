import { errorText } from '../../diagnostics/error-text.ts';
import type { ViewModel } from '../state/view-model.ts';

/** So many different faults are told of; a page that throws at every turn says nothing new. */
const MOST = 50;
const told = new Set<string>();

/** All that was said in the open conversation: none of it may get into a report. */
export const saidIn = (model: ViewModel): string[] => {
  const open = model.conversation.peek();
  return (open?.ids.peek() ?? []).flatMap((id) => open?.message(id)?.peek().text ?? []);
};

/** Has the worker write down, once, what was thrown here. */
export const tellFault = (model: ViewModel, error: unknown): void => {
  const words = errorText(error, saidIn(model));
  if (told.has(words) || told.size >= MOST) return;
  told.add(words);
  void model.ask({ type: 'note-fault', words });
};
