import { isEqual } from '../model/equal.ts';
import type { MessageId, RoomId, ServerMessageId } from '../model/ids.ts';
import { isOursAlone, type Message, type OtherMessage } from '../model/message.ts';
import type { Room } from '../model/room.ts';
import { justAfter, later } from '../model/time.ts';
import type { WireEvent, WireMessage } from '../wire/events.ts';
import { endThinking, endTyping, setPresence, setTyping, startThinking, TYPING_MS } from './activity.ts';
import type { Activity, Change } from './change.ts';
import { acknowledged, merge, recognise } from './merge.ts';
import { grownBy, type LiveStream, supersededBy } from './stream.ts';

/** The few things already known that an event is judged by. */
export interface Known {
  room: Room;
  now: number;
  /** What is stored under the ids that `lookUp` names for the event, the client's first. */
  stored: Message | undefined;
  /** Another message, which is stored under the server's id that it names. */
  holder?: Message | undefined;
  /** The replies that are being written in this room. */
  streams: readonly LiveStream[];
  activity: Activity;
  /** The newest `at` in the room, so that a stream begins below all that is there. */
  lastAt: number;
  mintId: () => MessageId;
}

/** The ids under which the message of an event may be stored already. */
export const lookUp = (event: WireEvent): { serverId?: ServerMessageId; clientId?: MessageId } => {
  switch (event.type) {
    case 'broadcast':
      return {
        ...(event.message.serverId && { serverId: event.message.serverId }),
        ...(event.message.clientId && { clientId: event.message.clientId }),
      };
    case 'acknowledged':
      return { clientId: event.clientId, ...(event.serverId && { serverId: event.serverId }) };
    case 'stream-chunk':
    case 'stream-error':
    case 'message-deleted':
      return { serverId: event.serverId };
    default:
      return {};
  }
};

/** The room that an event speaks of; undefined where it names none and so holds for the only one joined. */
export const roomOf = (event: WireEvent): RoomId | undefined => {
  switch (event.type) {
    case 'broadcast':
      return event.message.roomId;
    case 'authenticated':
    case 'connection-established':
    case 'message-error':
    case 'unknown':
      return undefined;
    default:
      return event.roomId;
  }
};

/** What an event changes in the conversation of its room. */
export const decide = (event: WireEvent, known: Known): Change[] => {
  const { room, stored, activity } = known;
  const roomId = room.id;
  switch (event.type) {
    case 'broadcast':
      return broadcast(event.message, known);
    case 'acknowledged':
      if (stored?.kind !== 'own' || stored.id !== event.clientId) return [];
      return [{ type: 'put', message: acknowledged(stored, event.serverId, known.holder) }];
    case 'stream-chunk':
      return chunk(event, known);
    case 'stream-error': {
      if (stored?.kind !== 'other' || stored.reply === 'complete') return [];
      const text = event.partialText ?? stored.text;
      return [
        { type: 'put', message: { ...stored, text, reply: 'incomplete' } },
        ...quiet(roomId, endThinking(activity), activity),
      ];
    }
    case 'complete':
      return quiet(roomId, endThinking(activity), activity);
    case 'control':
      return [{ type: 'composer', roomId, disabled: !event.enabled }];
    case 'message-error':
      return quiet(roomId, endThinking(activity), activity);
    case 'presence':
      if (event.entityId === room.entityId) return [];
      return quiet(
        roomId,
        setPresence(activity, event.entityId, event.name ?? nameOf(event.entityId, room), event.joined),
        activity,
      );
    case 'typing': {
      if (event.entityId === room.entityId) return [];
      const doing = {
        who: event.entityId,
        name: event.name ?? nameOf(event.entityId, room),
        until: later(known.now, TYPING_MS),
      };
      const next = event.typing ? setTyping(activity, doing) : endTyping(activity, event.entityId);
      return quiet(roomId, next, activity);
    }
    case 'thinking': {
      if (activity.stopped || event.entityId === room.entityId) return [];
      const name = event.name || nameOf(event.entityId ?? '', room) || (room.agentName ?? '');
      return quiet(roomId, startThinking(activity, event.entityId ?? name, name, known.now), activity);
    }
    case 'message-deleted':
      return stored && !isOursAlone(stored) ? [{ type: 'removed', roomId, id: stored.id }] : [];
    case 'channel-cleared':
      return [{ type: 'cleared', roomId }];
    case 'authenticated':
    case 'connection-established':
    case 'joined':
    case 'channel-updated':
    case 'channel-deleted':
    case 'unknown':
      return [];
    default:
      return event satisfies never;
  }
};

const broadcast = (message: WireMessage, before: Known): Change[] => {
  const { wire, known } = recognise(message, before);
  const { room, stored, activity } = known;
  const merged = merge(wire, known);
  if (merged.kind === 'own') {
    // What the same person wrote in another client is about to be answered too.
    const next = stored ? activity : think(activity, room, known.now);
    return [{ type: 'put', message: merged }, ...quiet(room.id, next, activity)];
  }
  // An action's progress, or a complete message brought up to date, is no answer that takes another's place.
  const isAnswer =
    wire.source !== 'agent_action' && !(stored?.kind === 'other' && stored.reply === 'complete');
  const shown = isAnswer && activity.stopped ? stop(merged, 0) : merged;
  const superseded = isAnswer ? supersededBy(shown, known.streams) : [];
  const next = isAnswer ? endThinking(activity) : activity;
  return [
    ...superseded.map((stream) => ended(stream.message, 'superseded')),
    { type: 'put', message: shown },
    ...quiet(room.id, endTyping(next, shown.authorId ?? ''), activity),
  ];
};

/** The agent of the room has something to answer. */
export const think = (activity: Activity, { agentId, agentName }: Room, now: number): Activity =>
  startThinking(activity, agentId ?? '', agentName ?? '', now);

type Chunk = Extract<WireEvent, { type: 'stream-chunk' }>;

const chunk = (event: Chunk, { room, stored, streams, activity, lastAt, now }: Known): Change[] => {
  if (stored === undefined) {
    const message: OtherMessage = {
      kind: 'other',
      id: event.serverId as string as MessageId,
      roomId: room.id,
      serverId: event.serverId,
      authorId: event.senderId,
      authorName: nameOf(event.senderId, room),
      text: event.chunk,
      at: Math.max(justAfter(lastAt), now),
      attachments: [],
      reply: 'streaming',
      actions: [],
    };
    const shown = activity.stopped ? stop(message, 0) : message;
    return [{ type: 'put', message: shown }, ...quiet(room.id, endThinking(activity), activity)];
  }
  // What the server has given up may still be heard for a while; it is not followed any more.
  if (stored.kind !== 'other' || stored.reply === 'complete' || stored.reply === 'superseded') return [];
  const live = streams.find(({ message }) => message.id === stored.id);
  const text = grownBy(live, event.chunk, event.index);
  const append: Change = { type: 'append', roomId: room.id, id: stored.id, text };
  // It had paused for too long, or its line was lost: it goes on after all.
  if (stored.reply === 'incomplete') return [ended(stored, 'streaming'), append];
  return [append];
};

/** A reply that the user wants no more of, as far as it is shown: what else comes is kept, and not shown. */
export const stop = (message: OtherMessage, stoppedAt = message.text.length): OtherMessage => ({
  stoppedAt,
  ...message,
});

export const whole = ({ stoppedAt: _, ...message }: OtherMessage): OtherMessage => message;

/** A reply in another state, its text untouched. */
export const ended = (message: OtherMessage, reply: OtherMessage['reply']): Change => ({
  type: 'put',
  message: { ...message, reply },
});

const nameOf = (entityId: string, { agentId, agentName = '', agents = [] }: Room): string =>
  agentId === entityId ? agentName : (agents.find(({ id }) => (id as string) === entityId)?.name ?? '');

/** An activity is announced only where it differs: chunks come by the hundred. */
const quiet = (roomId: RoomId, next: Activity, before: Activity): Change[] =>
  isEqual(next, before) ? [] : [{ type: 'activity', roomId, activity: next }];
