import { sweepPlacesOf } from './conversation/sweep.ts';
import { keepTree } from './keep-tree.ts';
import type { ViewModel } from './model.ts';
import type { PlaceStorage } from './shell.ts';

export { tellFault } from './tell-fault.ts';

/** What goes on beside the page, and need not be there before it. */
export const startBackground = (model: ViewModel, places: PlaceStorage, root: Element | null): void => {
  if (root) keepTree(root);
  sweepPlacesOf(model, places);
};
