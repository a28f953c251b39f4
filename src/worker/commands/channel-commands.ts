import type { Api } from '../../api/client.ts';
import type { ApiError, ApiResult } from '../../api/request.ts';
import type { RoomId } from '../../model/ids.ts';
import type { CommandResult } from '../../relay/to-view.ts';
import { waitingIn } from '../session-reads.ts';
import type { CommandDeps } from './deps.ts';
import type { Handlers } from './handlers.ts';
import { DONE, explain, failed, notFound } from './result.ts';

/** Commands about a room as the server knows it: its name, its messages, its end, who is in it. */
export const channelCommands = (deps: CommandDeps) => {
  const { session, unit, rooms } = deps;

  /**
   * Does it on the server first, where it has such a call, then here. A room that is gone there already (`isDone`)
   * is as good as deleted. Where the answer was lost nothing is changed here: the server tells what it did.
   */
  const doBoth = async (
    roomId: RoomId,
    onServer: (api: Api) => Promise<ApiResult<undefined>>,
    here: () => Promise<void>,
    isDone: (error: ApiError) => boolean = () => false,
  ): Promise<CommandResult> => {
    if (isUntried(roomId)) {
      await here();
      return DONE;
    }
    const api = deps.api();
    if (!api) return notFound('server');
    const answer = await onServer(api);
    if (!answer.ok && !isDone(answer.error)) return failed(explain(answer.error, session));
    await here();
    return DONE;
  };

  const isLocal = (roomId: RoomId): boolean => session.rooms.get(roomId)?.room.local === true;

  /** Whether the room is here alone, and nothing was sent that might make it on the server. */
  const isUntried = (roomId: RoomId): boolean =>
    isLocal(roomId) && waitingIn(session, roomId).every(({ attempts }) => attempts === 0);

  const nameOf = (agentId: string): string =>
    session.agents.agents.find(({ id }) => id === agentId)?.name ?? agentId;

  return {
    'rename-room': ({ roomId, title }) =>
      doBoth(
        roomId,
        // The server hears of the title once it has the room.
        async (api) => (isLocal(roomId) ? { ok: true, value: undefined } : api.rename(roomId, title)),
        () => rooms.rename(roomId, title),
      ),
    'clear-room': ({ roomId }) =>
      doBoth(
        roomId,
        (api) => api.clear(roomId),
        () => unit.transact((tx) => tx.apply([{ type: 'cleared', roomId }])),
        isGone,
      ),
    'delete-room': ({ roomId }) =>
      rooms.whileDeleting(roomId, () =>
        doBoth(
          roomId,
          (api) => api.remove(roomId),
          () => rooms.remove(roomId),
          isGone,
        ),
      ),
    'new-group': async ({ name, agentIds }) => {
      const { profile } = session;
      if (!profile) return notFound('server');
      const { entityId, userName, messageServerId } = profile;
      const agents = agentIds.map((id) => ({ id, name: nameOf(id) }));
      const id = deps.chance.uuid() as RoomId;
      await rooms.add({ id, title: name, local: true, agents, entityId, userName, messageServerId });
      return DONE;
    },
    'change-agent': ({ roomId, agentId, member }) =>
      doBoth(
        roomId,
        (api) => api.changeAgent(roomId, agentId, member),
        () =>
          unit.transact(async (tx) => {
            const stored = session.rooms.get(roomId);
            if (!stored) return;
            const others = (stored.room.agents ?? []).filter(({ id }) => id !== agentId);
            const agents = member ? [...others, { id: agentId, name: nameOf(agentId) }] : others;
            await tx.commit({
              writes: [{ type: 'room', room: { ...stored, room: { ...stored.room, agents } } }],
            });
          }),
        (error) => !member && isGone(error),
      ),
  } satisfies Partial<Handlers>;
};

/** ElizaOS's own words, and no other 404: a server that knows no such address has deleted nothing. */
const GONE = ['Channel not found', 'Agent is not a participant in this channel'];

const isGone = (error: ApiError): boolean =>
  error.type === 'status' && error.status === 404 && GONE.includes(error.error);
