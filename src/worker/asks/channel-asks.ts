import type { ApiError, ApiResult } from '../../api/request.ts';
import type { AgentId, RoomId } from '../../model/ids.ts';
import type { AskResult } from '../../relay/to-view.ts';
import type { AsksDeps } from './deps.ts';
import { DONE, explain, failed, notFound } from './result.ts';
import type { RoomAsks } from './room-asks.ts';

/** What is asked about a room as the server knows it: its name, its messages, its end, who is in it. */
export interface ChannelAsks {
  rename(roomId: RoomId, title: string): Promise<AskResult>;
  clear(roomId: RoomId): Promise<AskResult>;
  remove(roomId: RoomId): Promise<AskResult>;
  newGroup(name: string, agentIds: readonly AgentId[]): Promise<AskResult>;
  changeAgent(roomId: RoomId, agentId: AgentId, member: boolean): Promise<AskResult>;
}

export const createChannelAsks = (deps: AsksDeps, { addRoom }: RoomAsks): ChannelAsks => {
  const { session, ledger, rooms } = deps;

  /**
   * First on the server, where it has such a call, then here. What is gone there already (`isGone`) is as good as
   * done. Where the answer was lost nothing is changed here: what was done nevertheless, the server tells.
   */
  const both = async (
    onServer: (api: NonNullable<ReturnType<AsksDeps['api']>>) => Promise<ApiResult<undefined>>,
    here: () => Promise<void>,
    isDone: (error: ApiError) => boolean = () => false,
  ): Promise<AskResult> => {
    const api = deps.api();
    if (!api) return notFound('server');
    const answer = await onServer(api);
    if (!answer.ok && !isDone(answer.error)) return failed(explain(answer.error, session));
    await here();
    return DONE;
  };

  const nameOf = (agentId: AgentId): string =>
    session.agents.agents.find(({ id }) => id === agentId)?.name ?? agentId;

  return {
    rename: (roomId, title) =>
      both(
        (api) => api.rename(roomId, title),
        () => rooms.rename(roomId, title),
      ),
    clear: (roomId) =>
      both(
        (api) => api.clear(roomId),
        () => ledger.alone(() => ledger.apply([{ type: 'cleared', roomId }])),
        isGone,
      ),
    remove: (roomId) =>
      rooms.deleting(roomId, () =>
        both(
          (api) => api.remove(roomId),
          () => rooms.remove(roomId),
          isGone,
        ),
      ),
    newGroup: async (name, agentIds) => {
      const { profile } = session;
      const api = deps.api();
      if (!profile || !api) return notFound('server');
      const { entityId, userName, messageServerId } = profile;
      const channel = await api.createChannel(name, { entityId, messageServerId }, agentIds);
      if (!channel.ok) return failed(explain(channel.error, session));
      const agents = agentIds.map((id) => ({ id, name: nameOf(id) }));
      return addRoom({ id: channel.value.id, title: name, agents, entityId, userName, messageServerId });
    },
    changeAgent: (roomId, agentId, member) =>
      both(
        (api) => api.changeAgent(roomId, agentId, member),
        () =>
          ledger.alone(async () => {
            const stored = session.rooms.get(roomId);
            if (!stored) return;
            const others = (stored.room.agents ?? []).filter(({ id }) => id !== agentId);
            const agents = member ? [...others, { id: agentId, name: nameOf(agentId) }] : others;
            await ledger.commit(
              [{ type: 'room', room: { ...stored, room: { ...stored.room, agents } } }],
              [],
            );
          }),
        (error) => !member && isGone(error),
      ),
  };
};

/** ElizaOS's own words, and no other 404: who knows no such address has deleted nothing. */
const GONE = ['Channel not found', 'Agent is not a participant in this channel'];

const isGone = (error: ApiError): boolean =>
  error.kind === 'status' && error.status === 404 && GONE.includes(error.error);
