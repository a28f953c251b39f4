import type { AskResult } from '../../relay/to-view.ts';
import type { Ask } from '../../relay/to-worker.ts';
import { createChannelCommands } from './channel-commands.ts';
import type { CommandDeps } from './deps.ts';
import { createDiagnoseCommands } from './diagnose-commands.ts';
import { createIdentityCommands } from './identity-commands.ts';
import { createMessageCommands } from './message-commands.ts';
import { DONE, failed } from './result.ts';
import { createRoomCommands } from './room-commands.ts';
import { createServerCommands } from './server-commands.ts';

/** Does what a view asks. Resolves with the failure where it cannot be done; then nothing was changed. */
export const createCommands = (deps: CommandDeps): ((ask: Ask) => Promise<AskResult>) => {
  const server = createServerCommands(deps);
  const rooms = createRoomCommands(deps);
  const channels = createChannelCommands(deps, rooms);
  const identity = createIdentityCommands(deps, rooms);
  const messages = createMessageCommands(deps);
  const diagnose = createDiagnoseCommands(deps);

  const perform = async (ask: Ask): Promise<AskResult> => {
    switch (ask.type) {
      case 'probe':
        return server.connectTo(ask.address, { key: ask.key || undefined, token: ask.token || undefined });
      case 'switch-server':
        return server.switchTo(ask.id);
      case 'edit-server':
        return server.edit(ask);
      case 'remove-server':
        return server.remove(ask.id);
      case 'refresh-agents':
        return deps.server.loadAgents();
      case 'leave-server':
        return server.leave();
      case 'change-settings':
        return server.changeSettings(ask.settings);
      case 'open-agent':
        return rooms.openAgent(ask.agentId);
      case 'open-room':
        return rooms.openRoom(ask.roomId);
      case 'mark-read':
        return rooms.markRead(ask.roomId, ask.at);
      case 'new-conversation':
        return rooms.newConversation();
      case 'rename-room':
        return channels.rename(ask.roomId, ask.title);
      case 'clear-room':
        return channels.clear(ask.roomId);
      case 'delete-room':
        return channels.remove(ask.roomId);
      case 'import-room':
        return rooms.importRoom(ask.room, ask.messages);
      case 'new-group':
        return channels.newGroup(ask.name, ask.agentIds);
      case 'change-agent':
        return channels.changeAgent(ask.roomId, ask.agentId, ask.member);
      case 'close-room':
        await deps.rooms.open(undefined);
        return DONE;
      case 'join-room':
        return identity.joinRoom(ask.roomId, ask.entityId, ask.userName);
      case 'change-identity':
        return identity.changeIdentity(ask.entityId, ask.userName);
      case 'send':
        return messages.send(ask.roomId, ask.messageId, ask.text, ask);
      case 'retry':
        return messages.retry(ask.roomId, ask.messageId);
      case 'discard':
        return messages.discard(ask.roomId, ask.messageId);
      case 'load-older':
        return messages.loadOlder(ask.roomId, ask.before, ask.limit);
      case 'save-draft':
        return messages.saveDraft(ask.roomId, ask.text);
      case 'stop':
        return messages.stopReplies(ask.roomId, ask.reveal);
      case 'upload':
        return messages.upload(ask.roomId, ask.blob, ask.name);
      case 'cancel-upload':
        return messages.cancelUpload(ask.blob);
      case 'typing':
        return messages.typing(ask.roomId, ask.isTyping);
      case 'enable-composer':
        return messages.enableComposer(ask.roomId);
      case 'connect-now':
        await deps.server.tryNow();
        return DONE;
      case 'note-fault':
        deps.log.add('note', 'fault', ask.words);
        return DONE;
      case 'diagnose':
        return diagnose.report(ask.after);
      case 'check':
        return diagnose.check(ask.what);
      default:
        return ask satisfies never;
    }
  };

  return async (ask) => {
    try {
      return await perform(ask);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      deps.log.add('note', 'storage', words);
      return failed({ code: 'storage', error: words });
    }
  };
};
