import type { AgentId, RoomId } from '../../model/ids.ts';
import { isChosen, type Room } from '../../model/room.ts';
import type { ServerProfile } from '../../model/server.ts';
import { isoTime } from '../../model/time.ts';
import type { StoredRoom } from '../../store/store.ts';
import { previewOf } from '../last-words.ts';
import { roomStateOf } from '../session.ts';
import { summaries } from '../session-reads.ts';
import { readOpenRoom } from '../snapshot.ts';
import type { CommandDeps } from './deps.ts';
import type { Handlers } from './handlers.ts';
import { DONE, explain, failed, notFound } from './result.ts';

/** Commands about conversations: which one is open, how far it has been read, and that there be another. */
export const roomCommands = (deps: CommandDeps) => {
  const { session, unit, clock, rooms } = deps;

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

  return {
    'open-agent': async ({ agentId }) => {
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
        await rooms.open(latest.room.id);
        return DONE;
      }
      const channel = await api.directChannel({ entityId, agentId, messageServerId });
      if (!channel.ok) return failed(explain(channel.error, session));
      const { id, name } = channel.value;
      const { untitled, ...room } = roomWith(agentId, agent.name, id, profile);
      await rooms.add(isChosen(name) ? { ...room, title: name } : { ...room, untitled });
      return DONE;
    },
    'new-conversation': async () => {
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
      await rooms.add({ ...room, ...roomWith(agentId, name, channel.value.id, profile), agentName });
      return DONE;
    },
    'open-room': async ({ roomId }) => {
      if (!session.rooms.has(roomId)) return notFound('room');
      await rooms.open(roomId);
      return DONE;
    },
    'close-room': async () => {
      await rooms.open(undefined);
      return DONE;
    },
    /** Notes that all up to `at` (ms since the epoch) has been seen. */
    'mark-read': async ({ roomId, at }) => {
      await unit.transact(async (tx) => {
        const room = session.rooms.get(roomId);
        // A clock of ours that runs ahead would make what comes next count as seen.
        const readAt = Math.min(at, roomStateOf(session, roomId).lastAt || at);
        if (room && readAt > (room.readAt ?? 0)) {
          await tx.commit({ writes: [{ type: 'room', room: { ...room, readAt } }] });
        }
      });
      return DONE;
    },
    /** Keeps the room where it is not known, and of the messages, oldest first, those that are not here yet. */
    'import-room': async ({ room, messages }) => {
      const { profile } = session;
      if (!profile) return notFound('server');
      await unit.transact(async (tx) => {
        const fresh = await deps.store.unknown(profile.id, room.id, messages);
        const last = messages.at(-1);
        const stored: StoredRoom = {
          room,
          // The file holds all that was known until then; later messages are read from the server.
          headAt: messages.findLast(({ serverTime }) => serverTime)?.at,
          tailReached: false,
          preview: previewOf(last),
          updatedAt: last?.at ?? clock.now(),
          readAt: last?.at,
        };
        const isKnown = session.rooms.has(room.id);
        await tx.commit({
          writes: [
            ...(isKnown ? [] : [{ type: 'room' as const, room: stored }]),
            ...fresh.map((message) => ({ type: 'message' as const, message })),
          ],
        });
        if (session.profile?.roomId !== room.id || fresh.length === 0) return;
        await tx.commit({ changes: [{ type: 'open', open: await readOpenRoom(session, deps.store) }] });
      });
      return DONE;
    },
  } satisfies Partial<Handlers>;
};
