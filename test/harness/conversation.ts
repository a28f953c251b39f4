import { NO_ACTIVITY } from '../../src/chat/activity.ts';
import type { Activity, Change } from '../../src/chat/change.ts';
import { decide, type Known } from '../../src/chat/decide.ts';
import { messageIdsOf, roomOf } from '../../src/chat/event-refs.ts';
import type { LiveStream } from '../../src/chat/stream.ts';
import type { MessageId, ServerMessageId } from '../../src/model/ids.ts';
import { compareMessages, type Message } from '../../src/model/message.ts';
import type { Room } from '../../src/model/room.ts';
import { later } from '../../src/model/time.ts';
import type { WireEvent } from '../../src/wire/events.ts';

/** One room as the worker keeps it, with nothing around it: events in, messages out. */
export interface Conversation {
  /** In reading order. */
  messages(): Message[];
  activity(): Activity;
  composerDisabled(): boolean;
  /** Adds a message of ours, as the send command does. */
  put(message: Message): void;
  /** The changes of the event; none where it belongs to another room. */
  hear(event: WireEvent): Change[];
  tick(ms: number): void;
  now(): number;
}

export const startConversation = (room: Room, startsAt = 1_000_000): Conversation => {
  let messages: Message[] = [];
  let activity = NO_ACTIVITY;
  let composerDisabled = false;
  let now = startsAt;
  let minted = 0;
  const streams = new Map<MessageId, LiveStream>();

  const find = (ids: { serverId?: ServerMessageId; clientId?: MessageId }): Message | undefined =>
    (ids.clientId && messages.find(({ id }) => id === ids.clientId)) ??
    (ids.serverId && messages.find((message) => message.serverId === ids.serverId)) ??
    (ids.serverId && messages.find(({ id }) => (id as string) === ids.serverId)) ??
    undefined;

  const put = (message: Message): void => {
    const isKnown = messages.some(({ id }) => id === message.id);
    messages = isKnown
      ? messages.map((known) => (known.id === message.id ? message : known))
      : [...messages, message];
    if (message.type === 'other' && message.reply === 'streaming') {
      streams.set(message.id, { message, lastChunkAt: now, nextIndex: streams.get(message.id)?.nextIndex });
    } else streams.delete(message.id);
  };

  const apply = (change: Change): void => {
    switch (change.type) {
      case 'put':
        put(change.message);
        break;
      case 'append': {
        const live = streams.get(change.id);
        if (!live) throw new Error(`nothing is being written under ${change.id}`);
        put({ ...live.message, text: live.message.text + change.text });
        break;
      }
      case 'removed':
        messages = messages.filter(({ id }) => id !== change.id);
        streams.delete(change.id);
        break;
      case 'cleared':
        messages = messages.filter((message) => message.type === 'own' && message.delivery.type !== 'sent');
        streams.clear();
        break;
      case 'activity':
        activity = change.activity;
        break;
      case 'composer':
        composerDisabled = change.disabled;
        break;
      default:
        change satisfies never;
    }
  };

  return {
    messages: () => [...messages].sort(compareMessages),
    activity: () => activity,
    composerDisabled: () => composerDisabled,
    put,
    hear: (event) => {
      if ((roomOf(event) ?? room.id) !== room.id) return [];
      const { clientId, serverId } = messageIdsOf(event);
      const byServer = serverId && find({ serverId });
      const stored = (clientId && find({ clientId })) ?? byServer;
      const known: Known = {
        room,
        now,
        stored,
        holder: byServer?.id === stored?.id ? undefined : byServer,
        streams: [...streams.values()],
        activity,
        places: {
          last: messages.length > 0 ? Math.max(...messages.map(({ order }) => order)) : undefined,
          hasGap: false,
        },
        mintId: () => {
          minted += 1;
          return `minted-${minted}` as MessageId;
        },
      };
      const changes = decide(event, known);
      for (const change of changes) apply(change);
      if (event.type === 'stream-chunk') {
        for (const stream of streams.values()) {
          if (stream.message.serverId === event.serverId) stream.nextIndex = event.index + 1;
        }
      }
      return changes;
    },
    tick: (ms) => {
      now = later(now, ms);
    },
    now: () => now,
  };
};
