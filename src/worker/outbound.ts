import type { Connection } from '../connection/connection.ts';
import type { OutboxEntry } from '../delivery/entry.ts';
import { outboxDeadline } from '../delivery/next-step.ts';
import {
  ACK_TIMEOUT_MS,
  type DeliveryRules,
  inFlight,
  type OutboxInput,
  UNCERTAIN_MS,
} from '../delivery/state.ts';
import type { MessageId, RoomId } from '../model/ids.ts';
import type { Along, FailureReason, OwnMessage, Refusal } from '../model/message.ts';
import type { WireEvent } from '../wire/events.ts';
import type { Clock } from './clock.ts';
import type { Incoming } from './incoming.ts';
import type { Ledger, OutboxHost } from './ledger.ts';
import type { DueEffect } from './outbox-step.ts';
import { pendingMessage } from './pending-message.ts';
import { lifeOf, type Session } from './session.ts';

/** Hands the outbox what happens, and runs its effects. */
export interface Outbound extends OutboxHost {
  /** Takes over what an earlier worker left in the outbox. To be called from within `alone`, once it is loaded. */
  start(): Promise<void>;
  /** Commits a message of ours to the outbox; the same id twice is one message. */
  queue(roomId: RoomId, messageId: MessageId, text: string, along?: Along): Promise<void>;
  retry(message: OwnMessage): Promise<void>;
  /** To be called from within `alone`. */
  discard(message: OwnMessage): Promise<void>;
  /** The room is joined on the connection, and reading its history was tried. */
  roomReady(roomId: RoomId, connectionId: string): Promise<void>;
  /** The connection ended at `at` (ms since the epoch), by itself or from here. */
  connectionLost(connectionId: string, at: number, byItself: boolean): void;
  /** The server refused what is in flight. Which message that is, it does not say: only one is. */
  refused(error: string): Promise<void>;
  /**
   * The request for a message ended, and does not tell whether the server has it; `refusal`: what it said, or
   * false where it surely has not, and may be given it again.
   */
  unsettled(messageId: MessageId, refusal?: Refusal | false): Promise<void>;
  /** Nothing that waits in the room will go out. To be called from within `alone`. */
  closeRoom(roomId: RoomId, reason: FailureReason): Promise<void>;
  /** The rules may judge otherwise than before: time has passed, or a setting was changed. */
  pump(): void;
  /** Whether a message is in flight. */
  isSending(): boolean;
}

export interface OutboundDeps {
  session: Session;
  ledger: Ledger;
  clock: Clock;
  connection: Connection;
  incoming: Incoming;
  hasHistory: () => boolean;
  /** Reads the history and looks for the message; what came of it. */
  verify: (entry: OutboxEntry) => Promise<OutboxInput | undefined>;
  onFault: (error: unknown) => void;
}

export const createOutbound = (deps: OutboundDeps): Outbound => {
  const { session, ledger, clock, connection, incoming } = deps;
  const heard: OutboxInput[] = [];
  let stopWaiting = (): void => {};

  const rules = (): DeliveryRules => {
    const { avoidSecondAnswer } = session.settings;
    const boundMs = connection.deliveryBound();
    const answersEach = connection.answersEach();
    return {
      now: clock.now(),
      hasHistory: deps.hasHistory(),
      uncertainMs: avoidSecondAnswer ? boundMs : UNCERTAIN_MS,
      // A request sees to its own end; `sync` is answered only when the agent has replied.
      ackTimeoutMs: answersEach ? Infinity : ACK_TIMEOUT_MS,
      boundMs,
      // `messageError` names no message and no room.
      isExclusive: !answersEach,
      mayArriveTwice: !avoidSecondAnswer,
    };
  };

  const dispatch = (...inputs: OutboxInput[]): Promise<void> =>
    ledger.alone(() => ledger.apply([], [], inputs));

  /** Of the connection: whatever is applied first takes it along. */
  const hear = (input: OutboxInput): Promise<void> => {
    heard.push(input);
    return dispatch();
  };

  const pump = (): void => {
    void dispatch({ type: 'time-passed' }).catch(deps.onFault);
  };

  const waitOn = (): void => {
    stopWaiting();
    const deadline = outboxDeadline(session.outbox, rules());
    stopWaiting = deadline === Infinity ? () => {} : clock.after(Math.max(0, deadline - clock.now()), pump);
  };

  const run = async (effects: readonly DueEffect[]): Promise<void> => {
    for (const effect of effects) {
      switch (effect.type) {
        case 'send':
          await send(effect.entry, effect.connectionId);
          break;
        case 'verify':
          void verify(effect.entry).catch(deps.onFault);
          break;
        case 'reconnect':
          if (isLive(effect.connectionId)) connection.reconnect('a message was not acknowledged');
          break;
        default:
          effect satisfies never;
      }
    }
    waitOn();
  };

  const isLive = (connectionId: string): boolean =>
    [...session.rooms.keys()].some((roomId) => connection.connectionIdOf(roomId) === connectionId);

  const send = async (entry: OutboxEntry, connectionId: string): Promise<void> => {
    const { roomId, messageId } = entry;
    const { room } = session.rooms.get(roomId) ?? {};
    // The connection was lost while this was committed, which the outbox is about to be told.
    if (!room || connection.connectionIdOf(roomId) !== connectionId) return;
    const oversize = connection.oversize(room, entry);
    if (oversize) {
      const reason: FailureReason = { code: 'too-large', ...oversize };
      await ledger.apply([], [], [{ type: 'unsendable', messageId, reason }]);
      return;
    }
    connection.send(room, entry, (answer) => acknowledged(entry, connectionId, answer));
    await incoming.sent(roomId);
  };

  /** The acknowledgement callback, which some servers call; ElizaOS does not. */
  const acknowledged = ({ roomId, messageId }: OutboxEntry, connectionId: string, answer: unknown): void => {
    if (connection.connectionIdOf(roomId) !== connectionId) return;
    const error = refusalIn(answer);
    const event: WireEvent = {
      type: 'acknowledged',
      clientId: messageId,
      serverId: undefined,
      roomId,
    };
    void (error === undefined ? incoming.handle(event) : refused(error)).catch(deps.onFault);
  };

  const verify = async (entry: OutboxEntry): Promise<void> => {
    const input = await deps.verify(entry);
    if (input) await dispatch(input);
  };

  const refused = (error: string): Promise<void> =>
    hear({ type: 'refused', reason: { code: 'refused', error } });

  const ownMessage = async (roomId: RoomId, clientId: MessageId): Promise<OwnMessage | undefined> => {
    const message = await incoming.find(roomId, { clientId });
    return message?.kind === 'own' ? message : undefined;
  };

  const queued = (message: OwnMessage): OutboxInput => ({
    type: 'queued',
    entry: {
      roomId: message.roomId,
      messageId: message.id,
      seq: Math.max(0, ...[...session.outbox.entries.values()].map(({ seq }) => seq)) + 1,
      text: message.text,
      attachments: message.attachments,
      ...(message.edits && { edits: message.edits }),
      after: lifeOf(session, message.roomId).lastAt,
      attempts: 0,
      phase: { type: 'queued' },
    },
  });

  const queue: Outbound['queue'] = (roomId, messageId, text, { attachments = [], edits } = {}) =>
    ledger.alone(async () => {
      const { room } = session.rooms.get(roomId) ?? {};
      if (!room || (await ownMessage(roomId, messageId))) return;
      const { lastAt } = lifeOf(session, roomId);
      const message = pendingMessage(room, { messageId, text, attachments, edits }, lastAt, clock.now());
      const before = edits && (await ownMessage(roomId, edits));
      const edited = before ? [{ type: 'put' as const, message: { ...before, edited: true as const } }] : [];
      await ledger.apply(
        [...edited, { type: 'put', message }],
        [{ write: 'draft', roomId, text: '' }],
        [queued(message)],
      );
    });

  return {
    rules,
    run,
    takeHeard: () => heard.splice(0),
    start: () => ledger.apply([], [], [{ type: 'loaded', entries: [...session.outbox.entries.values()] }]),
    queue,
    retry: (message) =>
      ledger.alone(() => {
        const again: OwnMessage = { ...message, delivery: { state: 'queued' } };
        return ledger.apply([{ type: 'put', message: again }], [], [queued(again)]);
      }),
    discard: ({ roomId, id }) =>
      ledger.apply([{ type: 'removed', roomId, id }], [], [{ type: 'discarded', messageId: id }]),
    roomReady: (roomId, connectionId) =>
      ledger.alone(async () => {
        if (connection.connectionIdOf(roomId) !== connectionId) return;
        await ledger.apply([], [], [{ type: 'room-ready', roomId, connectionId }]);
      }),
    connectionLost: (connectionId, at, byItself) => {
      void hear({ type: 'connection-lost', connectionId, at, byItself }).catch(deps.onFault);
    },
    refused,
    unsettled: (messageId, refusal) =>
      hear(
        refusal === false
          ? { type: 'turned-away', messageId }
          : { type: 'unsettled', messageId, refusal: reasonOf(refusal) },
      ),
    closeRoom: (roomId, reason) => ledger.apply([], [], [{ type: 'room-closed', roomId, reason }]),
    pump,
    isSending: () => inFlight(session.outbox) !== undefined,
  };
};

const reasonOf = (refusal: Refusal | undefined): FailureReason | undefined =>
  typeof refusal === 'string' ? { code: 'refused', error: refusal } : refusal;

/** The words in which a callback says no: `{error}`, or `{success: false}`. */
const refusalIn = (answer: unknown): string | undefined => {
  if (typeof answer !== 'object' || answer === null) return undefined;
  if ('error' in answer && typeof answer.error === 'string') return answer.error;
  return 'success' in answer && answer.success === false ? 'the server said no' : undefined;
};
