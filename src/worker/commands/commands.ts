import type { AskResult } from '../../relay/to-view.ts';
import type { Ask } from '../../relay/to-worker.ts';
import { channelCommands } from './channel-commands.ts';
import type { CommandDeps } from './deps.ts';
import { diagnoseCommands } from './diagnose-commands.ts';
import type { Handlers } from './handlers.ts';
import { identityCommands } from './identity-commands.ts';
import { messageCommands } from './message-commands.ts';
import { failed } from './result.ts';
import { roomCommands } from './room-commands.ts';
import { serverCommands } from './server-commands.ts';

/** Runs a view's command. Resolves with the failure where it cannot be done: then nothing was changed. */
export const createCommands = (deps: CommandDeps): ((ask: Ask) => Promise<AskResult>) => {
  const handlers: Handlers = {
    ...serverCommands(deps),
    ...roomCommands(deps),
    ...channelCommands(deps),
    ...identityCommands(deps),
    ...messageCommands(deps),
    ...diagnoseCommands(deps),
  };

  return async (ask) => {
    try {
      return await (handlers[ask.type] as (ask: Ask) => AskResult | Promise<AskResult>)(ask);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      deps.log.add('note', 'storage', words);
      return failed({ type: 'storage', error: words });
    }
  };
};
