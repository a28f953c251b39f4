import type { CommandResult } from '../../relay/to-view.ts';
import type { Command } from '../../relay/to-worker.ts';

/** Does each command. Resolves with the failure where it cannot be done: then nothing was changed. */
export type Handlers = {
  [Type in Command['type']]: (
    ask: Extract<Command, { type: Type }>,
  ) => CommandResult | Promise<CommandResult>;
};
