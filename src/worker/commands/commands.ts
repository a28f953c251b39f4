import { isCalled } from '../../model/room.ts';
import type { CommandResult } from '../../relay/to-view.ts';
import type { Command } from '../../relay/to-worker.ts';
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
export const createCommands = (deps: CommandDeps): ((command: Command) => Promise<CommandResult>) => {
  const handlers: Handlers = {
    ...serverCommands(deps),
    ...roomCommands(deps),
    ...channelCommands(deps),
    ...identityCommands(deps),
    ...messageCommands(deps),
    ...diagnoseCommands(deps),
  };

  /** The command for the room as it is called by now: a view may not have heard yet that the server made it. */
  const readdressed = (command: Command): Command => {
    if (!('roomId' in command) || deps.session.rooms.has(command.roomId)) return command;
    const moved = [...deps.session.rooms.values()].find(({ room }) => isCalled(room, command.roomId));
    return moved ? { ...command, roomId: moved.room.id } : command;
  };

  return async (command) => {
    try {
      return await (handlers[command.type] as (command: Command) => CommandResult | Promise<CommandResult>)(
        readdressed(command),
      );
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      deps.log.add('note', 'storage', words);
      return failed({ type: 'storage', error: words });
    }
  };
};
