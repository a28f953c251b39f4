import type { AgentId, RoomId } from '../../model/ids.ts';
import type { Message } from '../../model/message.ts';
import { isChosen, type Room } from '../../model/room.ts';
import type { ServerProfile } from '../../model/server.ts';
import { isoTime } from '../../model/time.ts';
import type { AskResult } from '../../relay/to-view.ts';
import type { StoredRoom } from '../../store/store.ts';
import { previewOf } from '../ledger.ts';
import { lifeOf, summaries } from '../session.ts';
import type { AsksDeps } from './deps.ts';
import { DONE, explain, failed, notFound } from './result.ts';

/** What is asked about conversations: which one is open, and that there be another. */
export interface RoomAsks {
  openAgent(agentId: AgentId): Promise<AskResult>;
  openRoom(roomId: RoomId): Promise<AskResult>;
  newConversation(): Promise<AskResult>;
  /** All up to `at` has been seen. */
  markRead(roomId: RoomId, at: number): Promise<AskResult>;
  /** Keeps the room where it is not known, and of the messages, oldest first, what is not here yet. */
  importRoom(room: Room, messages: readonly Message[]): Promise<AskResult>;
  /** Keeps the room, and opens it. */
  addRoom(room: Room): Promise<AskResult>;
}

export const createRoomAsks = (deps: AsksDeps): RoomAsks => {
  const { session, ledger, clock } = deps;

  const addRoom = async (room: Room): Promise<AskResult> => {
    const stored: StoredRoom = session.rooms.get(room.id) ?? {
      room,
      headAt: undefined,
      tailReached: false,
      preview: '',
      updatedAt: clock.now(),
      readAt: undefined,
    };
    await ledger.alone(() => ledger.commit([{ type: 'room', room: { ...stored, room } }], []));
    await deps.open(room.id);
    return DONE;
  };

  const roomWith = (agentId: AgentId, title: string, id: RoomId, profile: ServerProfile): Room => {
    const agentName = session.agents.agents.find((agent) => agent.id === agentId)?.name;
    const { entityId, userName, messageServerId } = profile;
    return {
      id,
      title,
      untitled: true,
      agentId,
      ...(agentName !== undefined && { agentName }),
      entityId,
      userName,
      messageServerId,
    };
  };

  const openAgent = async (agentId: AgentId): Promise<AskResult> => {
    const { profile } = session;
    const api = deps.api();
    const agent = session.agents.agents.find(({ id }) => id === agentId);
    if (!profile || !api) return notFound('server');
    if (!agent) return notFound('agent');
    const { entityId, messageServerId } = profile;
    const latest = summaries(session).find(
      ({ room }) => room.agentId === agentId && room.entityId === entityId,
    );
    if (latest) {
      await deps.open(latest.room.id);
      return DONE;
    }
    const channel = await api.directChannel({ entityId, agentId, messageServerId });
    if (!channel.ok) return failed(explain(channel.error, session));
    const { id, name } = channel.value;
    const { untitled, ...room } = roomWith(agentId, agent.name, id, profile);
    return addRoom(isChosen(name) ? { ...room, title: name } : { ...room, untitled });
  };

  const newConversation = async (): Promise<AskResult> => {
    const { profile } = session;
    const api = deps.api();
    const { room } = (profile?.roomId && session.rooms.get(profile.roomId)) || {};
    if (!profile || !api) return notFound('server');
    if (!room?.agentId) return notFound('agent');
    const { agentId, agentName = '' } = room;
    const { entityId, messageServerId } = profile;
    const name = `${agentName} ${isoTime(clock.now()).slice(0, 16).replace('T', ' ')}`.trim();
    const channel = await api.createChannel(name, { entityId, messageServerId }, [agentId]);
    if (!channel.ok) return failed(explain(channel.error, session));
    return addRoom({ ...room, ...roomWith(agentId, name, channel.value.id, profile), agentName });
  };

  const openRoom = async (roomId: RoomId): Promise<AskResult> => {
    if (!session.rooms.has(roomId)) return notFound('room');
    await deps.open(roomId);
    return DONE;
  };

  const markRead = async (roomId: RoomId, at: number): Promise<AskResult> => {
    await ledger.alone(async () => {
      const room = session.rooms.get(roomId);
      // A clock of ours that runs ahead would make what comes next count as seen.
      const seen = Math.min(at, lifeOf(session, roomId).lastAt || at);
      if (room && seen > (room.readAt ?? 0)) {
        await ledger.commit([{ type: 'room', room: { ...room, readAt: seen } }], []);
      }
    });
    return DONE;
  };

  const importRoom: RoomAsks['importRoom'] = async (room, messages) => {
    if (!session.profile) return notFound('server');
    await ledger.alone(async () => {
      const fresh: Message[] = [];
      for (const message of messages) {
        const { id: clientId, serverId } = message;
        const known = await deps.incoming.find(room.id, { clientId, ...(serverId && { serverId }) });
        if (!known) fresh.push(message);
      }
      const last = messages.at(-1);
      const stored: StoredRoom = {
        room,
        // What is in it is all that was known until then: what came after is read from the server.
        headAt: messages.findLast(({ serverTime }) => serverTime)?.at,
        tailReached: false,
        preview: last ? previewOf(last) : '',
        updatedAt: last?.at ?? clock.now(),
        readAt: last?.at,
      };
      await ledger.commit(
        [
          ...(session.rooms.has(room.id) ? [] : [{ type: 'room' as const, room: stored }]),
          ...fresh.map((message) => ({ type: 'message' as const, message })),
        ],
        fresh.map((message) => ({ type: 'put' as const, message })),
      );
    });
    return DONE;
  };

  return { importRoom, markRead, openAgent, openRoom, newConversation, addRoom };
};
