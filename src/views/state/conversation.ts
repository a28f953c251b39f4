import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Activity } from '../../chat/change.ts';
import { isEqual } from '../../model/equal.ts';
import type { Gap } from '../../model/gap.ts';
import type { OwnMessage } from '../../model/message.ts';
import type { Room } from '../../model/room.ts';
import { type SavedDraft, supersedes } from '../../model/saved-draft.ts';
import type { OlderPage, OpenRoom, ViewChange } from '../../relay/to-view.ts';
import type { AttachedFile } from './attached-file.ts';
import { type GapLines, gapLinesOf, NO_GAP_LINES } from './gap-lines.ts';
import {
  appendText,
  dropMessage,
  dropServerMessages,
  isAbove,
  mergeSnapshot,
  prependOlder,
  putMessage,
} from './message-list.ts';
import { createMessageSignals, type MessageSignals } from './message-signals.ts';
import { addPresenceEvents, NO_PRESENCE_EVENTS, type PresenceEvents } from './presence-events.ts';
import { raiseSeenOrder } from './seen-order.ts';

/** The open conversation, as signals. */
export interface Conversation extends Pick<MessageSignals, 'ids' | 'message'> {
  readonly room: ReadonlySignal<Room>;
  readonly hasOlder: ReadonlySignal<boolean>;
  /** The messages that messages are missing above, each with the `above` of its gap. */
  readonly gapLines: ReadonlySignal<GapLines>;
  readonly activity: ReadonlySignal<Activity>;
  readonly composerDisabled: ReadonlySignal<boolean>;
  /** The draft that was written last, as far as this view knows. */
  readonly draft: ReadonlySignal<SavedDraft>;
  /** The order of the newest message that was seen, as far as this view knows. */
  readonly seenOrder: Signal<number | undefined>;
  /** Joins and leaves since the last message. */
  readonly presenceEvents: ReadonlySignal<PresenceEvents>;
  /** The files in the composer. */
  readonly attached: Signal<readonly AttachedFile[]>;
  /** The own message that is being edited. */
  readonly editing: Signal<OwnMessage | undefined>;
  /** The text of the composer before `editing` was set. */
  readonly beforeEdit: Signal<string>;
  /** The files in the composer before `editing` was set. */
  readonly filesBeforeEdit: Signal<readonly AttachedFile[]>;
}

/** The changes that concern one room. */
export type RoomChange = Extract<ViewChange, { roomId: unknown }> | Extract<ViewChange, { type: 'put' }>;

export const roomIdOf = (change: RoomChange): string =>
  change.type === 'put' ? change.message.roomId : change.roomId;

/** The conversation with what only the view model may call. */
export interface ConversationState extends Conversation {
  /** Applies another snapshot of the same room. */
  applySnapshot(open: OpenRoom): void;
  applyChange(change: RoomChange): void;
  setRoom(room: Room): void;
  prependOlder(page: OlderPage): void;
}

const draftOf = ({ draft: text, draftAt: at = 0 }: OpenRoom): SavedDraft => ({ text, at });

/** A worker that starts anew may not know yet what was written here. */
const raiseDraft = (draft: Signal<SavedDraft>, next: SavedDraft): void => {
  if (supersedes(next, draft.peek())) draft.value = next;
};

const createSignals = (open: OpenRoom) => ({
  room: signal(open.room),
  hasOlder: signal(open.hasOlder),
  gaps: signal<readonly Gap[]>(open.gaps ?? []),
  activity: signal(open.activity),
  composerDisabled: signal(open.composerDisabled),
  draft: signal(draftOf(open)),
  seenOrder: signal(open.readOrder),
  presenceEvents: signal(NO_PRESENCE_EVENTS),
  attached: signal<readonly AttachedFile[]>([]),
  editing: signal<OwnMessage | undefined>(undefined),
  beforeEdit: signal(''),
  filesBeforeEdit: signal<readonly AttachedFile[]>([]),
});
type Signals = ReturnType<typeof createSignals>;

const applySnapshot = (messages: MessageSignals, signals: Signals, open: OpenRoom): void => {
  const edit = mergeSnapshot(messages.peek(), open.messages);
  messages.applyEdit(edit);
  signals.room.value = open.room;
  if (!edit.keptOlder) signals.hasOlder.value = open.hasOlder;
  signals.gaps.value = open.gaps ?? [];
  signals.activity.value = open.activity;
  signals.composerDisabled.value = open.composerDisabled;
  raiseDraft(signals.draft, draftOf(open));
  raiseSeenOrder(signals.seenOrder, open.readOrder);
};

const applyChange = (messages: MessageSignals, signals: Signals, change: RoomChange): void => {
  const { activity, presenceEvents } = signals;
  switch (change.type) {
    case 'put': {
      const { length } = messages.ids.peek();
      // It comes with the older messages between it and those that are shown.
      if (signals.hasOlder.peek() && isAbove(messages.peek(), change.message)) return;
      messages.applyEdit(putMessage(messages.peek(), change.message));
      if (messages.ids.peek().length > length) presenceEvents.value = NO_PRESENCE_EVENTS;
      return;
    }
    case 'removed':
      messages.applyEdit(dropMessage(messages.peek(), change.id));
      return;
    case 'append':
      messages.applyEdit(appendText(messages.peek(), change.id, change.text));
      return;
    case 'cleared':
      messages.applyEdit(dropServerMessages(messages.peek()));
      signals.hasOlder.value = false;
      return;
    case 'activity':
      presenceEvents.value = addPresenceEvents(presenceEvents.peek(), activity.peek(), change.activity);
      activity.value = change.activity;
      return;
    case 'composer':
      signals.composerDisabled.value = change.disabled;
      return;
    case 'draft':
      raiseDraft(signals.draft, { text: change.text, at: change.at });
      return;
    case 'gaps':
      signals.gaps.value = change.gaps;
      return;
    default:
      change satisfies never;
  }
};

/** Creates the signals of a room that was opened. Each change is applied in one batch. */
export const createConversation = (open: OpenRoom): ConversationState => {
  const messages = createMessageSignals();
  const signals = createSignals(open);
  const applyNext = (next: OpenRoom): void => batch(() => applySnapshot(messages, signals, next));
  applyNext(open);
  const gapLines = computed(() => {
    const gaps = signals.gaps.value;
    if (gaps.length === 0) return NO_GAP_LINES;
    return gapLinesOf(
      { ids: messages.ids.value, message: messages.peek().message },
      gaps,
      signals.hasOlder.value,
    );
  });
  return {
    ...signals,
    gapLines,
    ids: messages.ids,
    message: messages.message,
    applySnapshot: applyNext,
    applyChange: (change) => batch(() => applyChange(messages, signals, change)),
    setRoom: (room) => {
      if (!isEqual(room, signals.room.peek())) signals.room.value = room;
    },
    prependOlder: (page) =>
      batch(() => {
        messages.applyEdit(prependOlder(messages.peek(), page.messages));
        signals.hasOlder.value = page.hasOlder;
      }),
  };
};
