import type { AskResult } from '../../relay/to-view.ts';
import type { Ask } from '../../relay/to-worker.ts';

/** Does each command. Resolves with the failure where it cannot be done: then nothing was changed. */
export type Handlers = {
  [Type in Ask['type']]: (ask: Extract<Ask, { type: Type }>) => AskResult | Promise<AskResult>;
};
