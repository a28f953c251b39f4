import type { MessageId } from '../model/ids.ts';
import { isOursAlone, type OtherMessage } from '../model/message.ts';
import { orderOfNew } from '../model/order.ts';
import type { Room } from '../model/room.ts';
import { later } from '../model/time.ts';
import type { WireEvent, WireMessage } from '../wire/events.ts';
import {
  endThinking,
  endTyping,
  setPresence,
  setTyping,
  startAgentThinking,
  startThinking,
  TYPING_MS,
} from './activity.ts';
import type { Activity, Change } from './change.ts';
import { acknowledge, type MergeContext, merge, recognise } from './merge.ts';
import { setReplyState, stopReply } from './reply.ts';
import { grownBy, growReply, type LiveStream, supersededBy } from './stream.ts';

/** All that `decide` reads besides the event. `stored` and `holder` are looked up by `messageIdsOf(event)`. */
export interface Known extends MergeContext {
  /** The replies that are being written in this room. */
  streams: readonly LiveStream[];
  activity: Activity;
}

/** The changes that an event makes to the conversation of its room. */
export const decide = (event: WireEvent, known: Known): Change[] => {
  const { room, stored, activity } = known;
  const roomId = room.id;
  switch (event.type) {
    case 'broadcast':
      return decideBroadcast(event.message, known);
    case 'acknowledged':
      if (stored?.type !== 'own' || stored.id !== event.clientId) return [];
      return [{ type: 'put', message: acknowledge(stored, event.serverId, known) }];
    case 'stream-chunk':
      return decideChunk(event, known);
    case 'stream-error': {
      if (stored?.type !== 'other' || stored.reply === 'complete') return [];
      const failed = { ...stored, text: event.partialText ?? stored.text };
      return [setReplyState(failed, 'incomplete'), ...activityChange(known, endThinking(activity))];
    }
    case 'complete':
    case 'message-error':
      return activityChange(known, endThinking(activity));
    case 'control':
      return [{ type: 'composer', roomId, disabled: !event.enabled }];
    case 'presence':
    case 'typing':
    case 'thinking':
      return event.entityId === room.entityId ? [] : activityChange(known, activityAfter(event, known));
    case 'message-deleted':
      return stored && !isOursAlone(stored) ? [{ type: 'removed', roomId, id: stored.id }] : [];
    case 'channel-cleared':
      return [{ type: 'cleared', roomId }];
    default:
      event satisfies Ignored;
      return [];
  }
};

/** The events that change no conversation. */
type Ignored = EventOf<
  'authenticated' | 'connection-established' | 'joined' | 'channel-updated' | 'channel-deleted' | 'unknown'
>;

const decideBroadcast = (message: WireMessage, before: Known): Change[] => {
  const { wire, known } = recognise(message, before);
  const { room, stored, activity } = known;
  const merged = merge(wire, known);
  if (merged.type === 'own') {
    // The agent answers a message from the user's other client too.
    const next = stored ? activity : startAgentThinking(activity, room, known.now);
    return [{ type: 'put', message: merged }, ...activityChange(known, next)];
  }
  // An action's progress, and an update of a complete message, end no other reply.
  const isAnswer =
    wire.source !== 'agent_action' && !(stored?.type === 'other' && stored.reply === 'complete');
  const shown = isAnswer && activity.stopped ? stopReply(merged, 0) : merged;
  const superseded = isAnswer ? supersededBy(shown, known.streams) : [];
  const next = isAnswer ? endThinking(activity) : activity;
  return [
    ...superseded.map((stream) => setReplyState(stream.message, 'superseded')),
    { type: 'put', message: shown },
    ...activityChange(known, endTyping(next, shown.authorId ?? '')),
  ];
};

const decideChunk = (event: EventOf<'stream-chunk'>, known: Known): Change[] => {
  const { stored, streams, activity } = known;
  if (stored === undefined) {
    const begun = beginReply(event, known);
    const shown = activity.stopped ? stopReply(begun, 0) : begun;
    return [{ type: 'put', message: shown }, ...activityChange(known, endThinking(activity))];
  }
  // ElizaOS may still send chunks of a reply that it discarded (seen on 1.7.2).
  if (stored.type !== 'other' || stored.reply === 'complete' || stored.reply === 'superseded') return [];
  const live = streams.find(({ message }) => message.id === stored.id);
  const text = grownBy(live, event.chunk, event.index);
  const growth = growReply({ ...stored, reply: 'streaming' }, text);
  // A long pause or a lost connection had marked it as incomplete.
  return stored.reply === 'incomplete' ? [setReplyState(stored, 'streaming'), ...growth] : growth;
};

/** The message that the first chunk of a stream begins. */
const beginReply = (
  { serverId, senderId, chunk }: EventOf<'stream-chunk'>,
  { room, places, now }: Known,
): OtherMessage => ({
  type: 'other',
  id: serverId as string as MessageId,
  roomId: room.id,
  serverId,
  authorId: senderId,
  authorName: nameOf(senderId, room),
  text: chunk,
  at: now,
  order: orderOfNew(now, places),
  attachments: [],
  reply: 'streaming',
  actions: [],
});

type EventOf<T extends WireEvent['type']> = Extract<WireEvent, { type: T }>;

/** The activity of the room once another member has come, gone, typed or begun to think. */
const activityAfter = (
  event: EventOf<'presence' | 'typing' | 'thinking'>,
  { room, activity, now }: Known,
): Activity => {
  switch (event.type) {
    case 'presence':
      return setPresence(activity, event.entityId, event.name ?? nameOf(event.entityId, room), event.joined);
    case 'typing': {
      if (!event.typing) return endTyping(activity, event.entityId);
      const name = event.name ?? nameOf(event.entityId, room);
      return setTyping(activity, { who: event.entityId, name, until: later(now, TYPING_MS) });
    }
    case 'thinking': {
      if (activity.stopped) return activity;
      const name = event.name || nameOf(event.entityId ?? '', room) || (room.agentName ?? '');
      return startThinking(activity, event.entityId ?? name, name, now);
    }
    default:
      return event satisfies never;
  }
};

const nameOf = (entityId: string, { agentId, agentName = '', agents = [] }: Room): string =>
  agentId === entityId ? agentName : (agents.find(({ id }) => (id as string) === entityId)?.name ?? '');

/** Announces an activity only where it differs: a stream has hundreds of chunks. */
const activityChange = ({ room, activity }: Known, next: Activity): Change[] =>
  next === activity ? [] : [{ type: 'activity', roomId: room.id, activity: next }];
