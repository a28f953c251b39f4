import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Activity } from '../../chat/change.ts';
import { isEqual } from '../../model/equal.ts';
import type { MessageId } from '../../model/ids.ts';
import type { Message, OwnMessage } from '../../model/message.ts';
import type { Room } from '../../model/room.ts';
import type { OlderPage, OpenRoom, ViewChange } from '../../relay/to-view.ts';
import type { Attached } from './attached-file.ts';
import {
  addOlder,
  appendText,
  dropCleared,
  dropMessage,
  type Edit,
  putMessage,
  replaceAll,
  type Shown,
} from './message-list.ts';
import { type Coming, comings } from './presence-events.ts';

/** The open conversation as signals: one for the order, one for each message. */
export interface Conversation {
  readonly room: ReadonlySignal<Room>;
  readonly ids: ReadonlySignal<readonly MessageId[]>;
  message(id: MessageId): ReadonlySignal<Message> | undefined;
  readonly hasOlder: ReadonlySignal<boolean>;
  readonly activity: ReadonlySignal<Activity>;
  readonly composerDisabled: ReadonlySignal<boolean>;
  readonly draft: ReadonlySignal<string>;
  /** The time of the newest message that was seen, as far as this view knows. */
  readonly seenAt: Signal<number | undefined>;
  /** Who came and went since the last message, as far as this view has heard it. */
  readonly comings: ReadonlySignal<readonly Coming[]>;
  /** What the composer holds besides its text, for as long as the room is open in this view. */
  readonly attached: Signal<readonly Attached[]>;
  /** The message of the user's that is being written anew. */
  readonly editing: Signal<OwnMessage | undefined>;
  /** What stood in the composer before that. */
  readonly beforeEdit: Signal<string>;
}

/** The part of a `ViewChange` that concerns the messages and the surroundings of one room. */
export type RoomChange = Extract<ViewChange, { roomId: unknown }> | Extract<ViewChange, { type: 'put' }>;

export interface ConversationState extends Conversation {
  /** Takes another snapshot of the same room. */
  reset(open: OpenRoom): void;
  apply(change: RoomChange): void;
  setRoom(room: Room): void;
  addOlder(page: OlderPage): void;
}

export const roomOf = (change: RoomChange): string =>
  change.type === 'put' ? change.message.roomId : change.roomId;

/** Messages up to `at` have been seen; that never moves back. */
export const setSeen = (seenAt: Signal<number | undefined>, at: number | undefined): void => {
  if (at !== undefined) seenAt.value = Math.max(at, seenAt.peek() ?? at);
};

export const createConversation = (open: OpenRoom): ConversationState => {
  const messages = new Map<MessageId, Signal<Message>>();
  const ids = signal<readonly MessageId[]>([]);
  const room = signal(open.room);
  const hasOlder = signal(open.hasOlder);
  const activity = signal(open.activity);
  const composerDisabled = signal(open.composerDisabled);
  const draft = signal(open.draft);
  const seenAt = signal(open.readAt);
  const seen = signal<readonly Coming[]>([]);
  const attached = signal<readonly Attached[]>([]);
  const editing = signal<OwnMessage | undefined>(undefined);
  const beforeEdit = signal('');

  const shown = (): Shown => ({ ids: ids.peek(), message: (id) => messages.get(id)?.peek() });

  const perform = (edit: Edit): void => {
    for (const message of edit.put) {
      const known = messages.get(message.id);
      if (known) known.value = message;
      else messages.set(message.id, signal(message));
    }
    ids.value = edit.ids;
    for (const id of edit.drop) messages.delete(id);
  };

  const reset = (next: OpenRoom): void =>
    batch(() => {
      const edit = replaceAll(shown(), next.messages);
      perform(edit);
      room.value = next.room;
      if (!edit.keptOlder) hasOlder.value = next.hasOlder;
      activity.value = next.activity;
      composerDisabled.value = next.composerDisabled;
      draft.value = next.draft;
      setSeen(seenAt, next.readAt);
    });

  const apply = (change: RoomChange): void => {
    switch (change.type) {
      case 'put': {
        const { length } = ids.peek();
        perform(putMessage(shown(), change.message));
        if (ids.peek().length > length) seen.value = [];
        return;
      }
      case 'removed':
        perform(dropMessage(shown(), change.id));
        return;
      case 'append':
        perform(appendText(shown(), change.id, change.text));
        return;
      case 'cleared':
        perform(dropCleared(shown()));
        hasOlder.value = false;
        return;
      case 'activity':
        seen.value = comings(seen.peek(), activity.peek(), change.activity);
        activity.value = change.activity;
        return;
      case 'composer':
        composerDisabled.value = change.disabled;
        return;
      case 'draft':
        draft.value = change.text;
        return;
      default:
        change satisfies never;
    }
  };

  reset(open);
  return {
    room,
    ids,
    message: (id) => messages.get(id),
    hasOlder,
    activity,
    composerDisabled,
    draft,
    seenAt,
    comings: seen,
    attached,
    editing,
    beforeEdit,
    reset,
    setRoom: (next) => {
      if (!isEqual(next, room.peek())) room.value = next;
    },
    apply: (change) => batch(() => apply(change)),
    addOlder: (page) =>
      batch(() => {
        perform(addOlder(shown(), page.messages));
        hasOlder.value = page.hasOlder;
      }),
  };
};
