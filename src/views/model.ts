import { batch, type ReadonlySignal, signal } from '@preact/signals';
import type { ConnectionState } from '../model/connection.ts';
import type { MessageId, RoomId } from '../model/ids.ts';
import type { Along, Message } from '../model/message.ts';
import type { ServerProfile } from '../model/server.ts';
import { DEFAULT_SETTINGS, type Settings } from '../model/settings.ts';
import type {
  AgentList,
  AskResult,
  OpenRoom,
  RoomSummary,
  ServerEntry,
  ViewChange,
  ViewState,
} from '../relay/to-view.ts';
import type { Ask } from '../relay/to-worker.ts';
import type { ViewEnd, ViewEndHandlers } from '../relay/view-end.ts';
import {
  type Conversation,
  type ConversationState,
  createConversation,
  roomOf,
  setSeen,
} from './conversation-model.ts';
import { contained, noteFault } from './faults.ts';

/** `known`: what was known of it before. */
export type MessageListener = (next: Message, known: Message | undefined) => void;

/** All that components read, and the verbs that they call. */
export interface ViewModel {
  /** Whether the first snapshot has come. */
  readonly ready: ReadonlySignal<boolean>;
  readonly profile: ReadonlySignal<ServerProfile | null>;
  readonly servers: ReadonlySignal<readonly ServerEntry[]>;
  readonly agents: ReadonlySignal<AgentList>;
  readonly rooms: ReadonlySignal<readonly RoomSummary[]>;
  readonly connection: ReadonlySignal<ConnectionState>;
  readonly settings: ReadonlySignal<Settings>;
  /** Until when the server answers no requests of ours (ms since the epoch). */
  readonly blocked: ReadonlySignal<string | undefined>;
  readonly limitedUntil: ReadonlySignal<number | undefined>;
  /** What storage said when it failed: all is kept in memory alone since. */
  readonly storageFault: ReadonlySignal<string | undefined>;
  /** The open conversation: the same object for as long as the same room is open. */
  readonly conversation: ReadonlySignal<Conversation | null>;
  /** The title of the conversation that was open until the server deleted it. */
  readonly gone: ReadonlySignal<string | undefined>;
  /** Tells of each message that comes or changes while this view looks on, but for its growing. Returns how to stop. */
  onMessage(listen: MessageListener): () => void;
  /** The address of the server that was set up before this one, or before the setup. */
  lastAddress(): string | undefined;
  ask(ask: Ask): Promise<AskResult>;
  /** Sends to the open room; the result is ok once the message is committed. */
  send(text: string, along?: Along): Promise<AskResult>;
  /** Saves the draft of a room, which need not be the open one any more. */
  saveDraft(roomId: RoomId, text: string): Promise<AskResult>;
  /** Adds the page before the oldest message that is shown, or `limit` messages where they are stored here. */
  loadOlder(limit?: number): Promise<AskResult>;
}

export interface ViewModelParts {
  connect(handlers: ViewEndHandlers): ViewEnd;
  /** Runs `run` with the next display frame. */
  nextFrame(run: () => void): void;
  newId(): string;
}

/** In one batch. What it throws, or an effect of it, ends there. */
const all = (work: () => void): void => contained(() => batch(() => contained(work)));

/** Each in one batch, whatever one of them throws. */
const each = <T>(items: readonly T[], work: (item: T) => void): void =>
  all(() => {
    for (const item of items) contained(() => work(item));
  });

export const createViewModel = ({ connect, nextFrame, newId }: ViewModelParts): ViewModel => {
  const ready = signal(false);
  const profile = signal<ServerProfile | null>(null);
  const servers = signal<readonly ServerEntry[]>([]);
  const agents = signal<AgentList>({ status: 'unknown', agents: [] });
  const rooms = signal<readonly RoomSummary[]>([]);
  const connection = signal<ConnectionState>({ state: 'idle' });
  const settings = signal<Settings>(DEFAULT_SETTINGS);
  const blocked = signal<string | undefined>(undefined);
  const limitedUntil = signal<number | undefined>(undefined);
  const storageFault = signal<string | undefined>(undefined);
  const conversation = signal<ConversationState | null>(null);
  const gone = signal<string | undefined>(undefined);
  const listeners = new Set<MessageListener>();

  /** Streams grow faster than the display: their text waits here for the next frame. */
  let growing: Extract<ViewChange, { type: 'append' }>[] = [];
  let frameWanted = false;

  let lastAddress: string | undefined;

  const setProfile = (next: ServerProfile | null): void => {
    lastAddress = next?.address ?? lastAddress;
    profile.value = next;
  };

  /** Another title of the open room comes with the list, and what was seen of it in another view. */
  const setRooms = (next: readonly RoomSummary[]): void => {
    rooms.value = next;
    const open = conversation.peek();
    const summary = next.find(({ room }) => room.id === open?.room.peek().id);
    if (!open || !summary) return;
    open.setRoom(summary.room);
    setSeen(open.seenAt, summary.readAt);
  };

  const flush = (): void => {
    frameWanted = false;
    const appended = growing;
    growing = [];
    const texts = new Map<MessageId, string>();
    for (const { id, text } of appended) texts.set(id, (texts.get(id) ?? '') + text);
    each(appended, (change) => {
      const text = texts.get(change.id);
      texts.delete(change.id);
      if (text !== undefined) applyToRoom({ ...change, text });
    });
  };

  const tell: MessageListener = (next, known) => {
    for (const listen of listeners) contained(() => listen(next, known));
  };

  const applyToRoom = (change: Parameters<ConversationState['apply']>[0]): void => {
    const open = conversation.peek();
    if (open?.room.peek().id !== roomOf(change)) return;
    const known = change.type === 'put' ? open.message(change.message.id)?.peek() : undefined;
    open.apply(change);
    if (change.type !== 'put') return;
    // What catching up brings in further above is no news.
    if (!known && open.ids.peek().at(-1) !== change.message.id) return;
    tell(change.message, known);
  };

  const show = (open: OpenRoom | null, title: string | undefined): void => {
    gone.value = title;
    const current = conversation.peek();
    if (open && current?.room.peek().id === open.room.id) {
      const before = current.ids.peek().map((id) => current.message(id)?.peek());
      current.reset(open);
      // What was being written may have ended while the worker was replaced.
      for (const known of before) {
        const next = known && current.message(known.id)?.peek();
        if (next) tell(next, known);
      }
    } else conversation.value = open && createConversation(open);
  };

  const apply = (change: ViewChange): void => {
    if (change.type === 'append') {
      growing.push(change);
      if (!frameWanted) nextFrame(flush);
      frameWanted = true;
      return;
    }
    // What was said before comes before: the order of the changes is part of their meaning.
    if (growing.length > 0) flush();
    switch (change.type) {
      case 'profile':
        setProfile(change.profile);
        return;
      case 'servers':
        servers.value = change.servers;
        return;
      case 'agents':
        agents.value = change.agents;
        return;
      case 'rooms':
        setRooms(change.rooms);
        return;
      case 'connection':
        connection.value = change.connection;
        return;
      case 'settings':
        settings.value = change.settings;
        return;
      case 'blocked':
        blocked.value = change.origin;
        return;
      case 'limited':
        limitedUntil.value = change.until;
        return;
      case 'storage':
        storageFault.value = change.fault;
        return;
      case 'open':
        show(change.open, change.gone);
        return;
      default:
        applyToRoom(change);
    }
  };

  const { ask } = connect({
    onSnapshot: (state: ViewState) =>
      all(() => {
        growing = [];
        ready.value = true;
        setProfile(state.profile);
        servers.value = state.servers;
        agents.value = state.agents;
        connection.value = state.connection;
        settings.value = state.settings;
        blocked.value = state.blocked;
        limitedUntil.value = state.limitedUntil;
        storageFault.value = state.storageFault;
        contained(() => setRooms(state.rooms));
        show(state.open, state.gone);
      }),
    onChanges: (changes) => each(changes, apply),
    onUndecodable: (path) => noteFault(new Error(`not of the contract: ${path}`)),
  });

  return {
    ready,
    profile,
    servers,
    agents,
    rooms,
    connection,
    settings,
    blocked,
    limitedUntil,
    storageFault,
    conversation,
    gone,
    onMessage: (listen) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    lastAddress: () => lastAddress,
    ask,
    send: async (text, along) => {
      const roomId = conversation.peek()?.room.peek().id;
      if (roomId === undefined) return { ok: false, failure: { code: 'not-found', what: 'room' } };
      return ask({ type: 'send', roomId, messageId: newId() as MessageId, text, ...along });
    },
    saveDraft: (roomId, text) => {
      applyToRoom({ type: 'draft', roomId, text });
      return ask({ type: 'save-draft', roomId, text });
    },
    loadOlder: async (limit) => {
      const open = conversation.peek();
      const before = open?.ids.peek()[0];
      if (!open || before === undefined) return { ok: false, failure: { code: 'not-found', what: 'room' } };
      const result = await ask({
        type: 'load-older',
        roomId: open.room.peek().id,
        before,
        ...(limit !== undefined && { limit }),
      });
      const { older } = result.ok ? result : {};
      if (older) all(() => open.addOlder(older));
      return result;
    },
  };
};
