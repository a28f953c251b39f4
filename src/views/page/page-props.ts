import type { Platform } from '../platform/platform.ts';
import type { ViewModel } from '../state/view-model.ts';

/** The props of every page. */
export interface PageProps {
  model: ViewModel;
  platform: Platform;
}
