import { placeRows } from '../../chat/place-rows.ts';
import type { AgentId, RoomId } from '../../model/ids.ts';
import type { Message } from '../../model/message.ts';
import { isChosen, type Room } from '../../model/room.ts';
import type { ServerProfile } from '../../model/server.ts';
import type { StoredRoom } from '../../store/store.ts';
import { previewOf } from '../last-words.ts';
import { summaries, waitingIn } from '../session-reads.ts';
import { readOpenRoom } from '../snapshot.ts';
import { newRoom } from '../waiting.ts';
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
  const { session, unit, clock, chance, rooms } = deps;

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

  /** Whether the room is one with the agent in which nothing was written yet. */
  const isEmptyWith = (
    { room, preview }: StoredRoom,
    agentId: AgentId,
    { entityId }: ServerProfile,
  ): boolean =>
    room.local === true &&
    room.agentId === agentId &&
    room.entityId === entityId &&
    preview === '' &&
    waitingIn(session, room.id).length === 0;

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
    /** The server hears of the conversation with its first message, which makes the channel under our id. */
    'new-conversation': async () => {
      const { profile } = session;
      const { room } = (profile?.roomId && session.rooms.get(profile.roomId)) || {};
      if (!profile) return notFound('server');
      if (!room?.agentId) return notFound('agent');
      const { agentId, agentName } = room;
      const id = await unit.transact(async (tx) => {
        const empty = [...session.rooms.values()].find((stored) => isEmptyWith(stored, agentId, profile));
        if (empty) return empty.room.id;
        const made = {
          ...roomWith(agentId, '', chance.uuid() as RoomId, profile),
          ...(agentName !== undefined && { agentName }),
          local: true as const,
        };
        await tx.commit({ writes: [newRoom(made, clock.now())] });
        return made.id;
      });
      if (session.profile?.roomId !== id) await rooms.open(id);
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
      const { profile } = session;
      if (!profile) return notFound('server');
      await unit.transact(async (tx) => {
        const found = await deps.store.messages(
          profile.id,
          room.id,
          messages.map(({ id: clientId, serverId }) => ({ clientId, ...(serverId && { serverId }) })),
        );
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
        });
        if (session.profile?.roomId !== room.id || fresh.length === 0) return;
        await tx.commit({ changes: [{ type: 'open', open: await readOpenRoom(session, deps.store) }] });
      });
      return DONE;
    },
  } satisfies Partial<Handlers>;
};
