import { cleanUpStorage } from '../platform/clean-up-storage.ts';
import { keepLastState } from '../platform/last-state.ts';
import type { ViewStorage } from '../platform/platform.ts';
import type { ViewModel } from '../state/view-model.ts';
import { restoreDomBeforeRender } from './restore-dom.ts';

export { sendError } from '../errors/send-error.ts';

/** Starts what the first paint need not wait for. */
export const startDeferred = (model: ViewModel, storage: ViewStorage, root: Element | null): void => {
  if (root) restoreDomBeforeRender(root);
  cleanUpStorage(model, storage);
  keepLastState(model, storage);
};
