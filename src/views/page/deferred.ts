import { sweepPlacesOf } from '../platform/clean-up-storage.ts';
import type { PlaceStorage } from '../platform/platform.ts';
import type { ViewModel } from '../state/view-model.ts';
import { keepTree } from './restore-dom.ts';

export { tellFault } from '../errors/send-error.ts';

/** What goes on beside the page, and need not be there before it. */
export const startBackground = (model: ViewModel, places: PlaceStorage, root: Element | null): void => {
  if (root) keepTree(root);
  sweepPlacesOf(model, places);
};
