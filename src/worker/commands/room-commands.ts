import { placeRows } from '../../chat/place-rows.ts';
import type { AgentId, RoomId } from '../../model/ids.ts';
import type { Message } from '../../model/message.ts';
import { isChosen, type Room } from '../../model/room.ts';
import type { ServerProfile } from '../../model/server.ts';
import { isoTime } from '../../model/time.ts';
import type { StoredRoom } from '../../store/store.ts';
import { previewOf } from '../last-words.ts';
import { summaries } from '../session-reads.ts';
import type { CommandDeps } from './deps.ts';
import type { Handlers } from './handlers.ts';
import { DONE, explain, failed, notFound } from './result.ts';

/** The room once messages were imported into it: where it was read to its end, it still is. */
const stillRead = (room: StoredRoom, imported: readonly Message[]): StoredRoom => {
  const orders = [
    ...imported.map(({ order }) => order),
    ...(room.readOrder === undefined ? [] : [room.readOrder]),
  ];
  return room.unread === 0 && orders.length > 0 ? { ...room, readOrder: Math.max(...orders) } : room;
};

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
    /** Notes that all up to the order has been seen: what comes next has not been, whatever it is. */
    'mark-read': async ({ roomId, order }) => {
      await unit.transact(async (tx) => {
        const room = session.rooms.get(roomId);
        if (room?.lastOrder === undefined) return;
        const readOrder = Math.min(order, room.lastOrder);
        if (room.readOrder === undefined || readOrder > room.readOrder) {
          await tx.commit({ writes: [{ type: 'room', room: { ...room, readOrder } }] });
        }
      });
      return DONE;
    },
    /** Keeps the room where it is not known, and of the messages, oldest first, those that are not here yet. */
    'import-room': async ({ room, messages }) => {
      if (!session.profile) return notFound('server');
      await unit.transact(async (tx) => {
        const found: (Message | undefined)[] = [];
        for (const { id: clientId, serverId } of messages) {
          found.push(await deps.known.find(room.id, { clientId, ...(serverId && { serverId }) }));
        }
        const listed = messages.map((message, index) => ({
          at: message.order,
          order: found[index]?.order,
        }));
        const orders = placeRows(listed);
        const fresh = messages.flatMap((message, index) =>
          found[index] ? [] : [{ ...message, order: orders[index] ?? message.order }],
        );
        const last = messages.at(-1);
        const head = messages.findLast(({ serverTime }) => serverTime);
        const stored: StoredRoom = {
          room,
          // The file holds all that was known until then; later messages are read from the server.
          headAt: head?.at,
          headOrder: head?.order,
          tailReached: false,
          preview: previewOf(last),
          updatedAt: last?.at ?? clock.now(),
          readOrder: last?.order,
          unread: 0,
        };
        const before = session.rooms.get(room.id);
        await tx.commit({
          writes: [
            { type: 'room' as const, room: before ? stillRead(before, fresh) : stored },
            ...fresh.map((message) => ({ type: 'message' as const, message })),
          ],
          changes: fresh.map((message) => ({ type: 'put' as const, message })),
        });
      });
      return DONE;
    },
  } satisfies Partial<Handlers>;
};
