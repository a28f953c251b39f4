import type { Connection } from '../connection/connection.ts';
import type { OutboxEntry } from '../delivery/entry.ts';
import { outboxDeadline } from '../delivery/next-step.ts';
import { inFlight, type OutboxInput } from '../delivery/state.ts';
import type { MessageId, RoomId } from '../model/ids.ts';
import type { FailureReason, MessageExtras, OwnMessage } from '../model/message.ts';
import { isUnmadeGroup } from '../model/room.ts';
import { isAlreadyStored } from '../store/store.ts';
import type { Clock } from './clock.ts';
import { savingDraft } from './drafts.ts';
import type { Inbound } from './inbound.ts';
import type { KnownMessages } from './known-messages.ts';
import { type DueEffect, deliveryRules } from './outbox-step.ts';
import { pendingMessage } from './pending-message.ts';
import type { ReadonlySession } from './session.ts';
import { placesIn } from './session-reads.ts';
import type { ReadonlyStore } from './store-view.ts';
import type { Transaction } from './transaction.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** `draftAt`: when the text was the draft that is removed with it (ms since the epoch). */
type QueueExtras = MessageExtras & { draftAt?: number | undefined };

/** Hands the outbox what happens, and runs its effects. */
export interface Outbound {
  /** Does what is due now that it has been committed. */
  runEffects(effects: readonly DueEffect[]): void;
  /** Commits a message of ours to the outbox; the same id twice is one message. */
  queue(roomId: RoomId, messageId: MessageId, text: string, extras?: QueueExtras): Promise<void>;
  retry(message: OwnMessage): Promise<void>;
  discard(tx: Transaction, message: OwnMessage): Promise<void>;
  /** Notes that the room is joined on the connection. */
  roomReady(roomId: RoomId, connectionId: string): Promise<void>;
  /** Notes that the connection ended at `at` (ms since the epoch), by itself or from here. */
  connectionLost(connectionId: string, at: number, byItself: boolean): Promise<void>;
  /** Notes that the server refused a message; where it does not say which (`messageError`), the one in flight. */
  refused(error: string, messageId?: MessageId): Promise<void>;
  /** Notes that the message did not reach the server, or was turned away before it was stored: it goes out again. */
  unsent(messageId: MessageId): Promise<void>;
  /** Notes that the request for a message ended without telling whether the server has it; `reason`: what it said. */
  uncertain(messageId: MessageId, reason: FailureReason | undefined): Promise<void>;
  /** Has the rules judge anew: time has passed, or a setting was changed. */
  pump(): void;
}

export interface OutboundDeps {
  session: ReadonlySession;
  store: ReadonlyStore;
  unit: UnitOfWork;
  clock: Clock;
  connection: Connection;
  known: KnownMessages;
  inbound: Inbound;
  /** Reads the history and looks for the message; what came of it. */
  verify: (entry: OutboxEntry) => Promise<OutboxInput | undefined>;
  onFault: (error: unknown) => void;
}

export const createOutbound = (deps: OutboundDeps): Outbound => {
  const { session, unit, clock, connection, inbound } = deps;
  let stopWaiting = (): void => {};

  const dispatch = (...inputs: OutboxInput[]): Promise<void> =>
    unit.transact((tx) => tx.apply([], { inputs }));

  const pump = (): void => {
    void dispatch({ type: 'time-passed' }).catch(deps.onFault);
  };

  const waitOn = (): void => {
    stopWaiting();
    const deadline = outboxDeadline(session.outbox, deliveryRules(session, connection, clock.now()));
    stopWaiting = deadline === Infinity ? () => {} : clock.after(Math.max(0, deadline - clock.now()), pump);
  };

  const runEffect = (effect: DueEffect): void => {
    switch (effect.type) {
      case 'send':
        send(effect.entry, effect.connectionId);
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
  };

  const isLive = (connectionId: string): boolean =>
    [...session.rooms.keys()].some((roomId) => connection.connectionIdOf(roomId) === connectionId);

  const send = (entry: OutboxEntry, connectionId: string): void => {
    const { roomId, messageId } = entry;
    const { room } = session.rooms.get(roomId) ?? {};
    // The connection was lost while this was committed: the outbox hears it together with the loss.
    if (!room || connection.connectionIdOf(roomId) !== connectionId) {
      void unit.hear({ type: 'not-sent', entry }).catch(deps.onFault);
      return;
    }
    const oversize = connection.oversize(room, entry);
    if (oversize) {
      const reason: FailureReason = { type: 'too-large', ...oversize };
      void dispatch({ type: 'unsendable', messageId, reason }).catch(deps.onFault);
      return;
    }
    connection.send(room, entry);
    void inbound.showThinking(roomId).catch(deps.onFault);
  };

  const verify = async (entry: OutboxEntry): Promise<void> => {
    const input = await deps.verify(entry);
    if (input) await dispatch(input);
  };

  const refused: Outbound['refused'] = (error, messageId) =>
    unit.hear({ type: 'refused', ...(messageId && { messageId }), reason: { type: 'refused', error } });

  const ownMessage = async (roomId: RoomId, clientId: MessageId): Promise<OwnMessage | undefined> => {
    const message = await deps.known.find(roomId, { clientId });
    return message?.type === 'own' ? message : undefined;
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
      after: session.rooms.get(message.roomId)?.lastAt ?? 0,
      afterOrder: session.rooms.get(message.roomId)?.lastOrder,
      writtenAt: clock.now(),
      attempts: 0,
      phase: { type: 'queued' },
    },
  });

  const queue: Outbound['queue'] = (roomId, messageId, text, { attachments = [], edits, draftAt } = {}) =>
    unit.transact(async (tx) => {
      const { room } = session.rooms.get(roomId) ?? {};
      if (!room || session.outbox.entries.has(messageId)) return;
      const places = placesIn(session, roomId);
      const message = pendingMessage(room, { messageId, text, attachments, edits }, places, clock.now());
      const before = edits && (await ownMessage(roomId, edits));
      const edited = before ? [{ type: 'put' as const, message: { ...before, edited: true as const } }] : [];
      const { writes, changes } = draftAt === undefined ? {} : savingDraft(roomId, { text: '', at: draftAt });
      await tx
        .apply([...edited, { type: 'put', message }], {
          ...(writes && { writes, shown: changes }),
          inputs: [queued(message)],
          newId: messageId,
        })
        .catch((error) => {
          // A view repeats what the worker before has done.
          if (!isAlreadyStored(error)) throw error;
        });
    });

  return {
    queue,
    refused,
    pump,
    runEffects: (effects) => {
      effects.forEach(runEffect);
      waitOn();
    },
    retry: (message) =>
      unit.transact((tx) => {
        const again: OwnMessage = { ...message, delivery: { type: 'queued' } };
        return tx.apply([{ type: 'put', message: again }], { inputs: [queued(again)] });
      }),
    discard: (tx, { roomId, id }) =>
      tx.apply([{ type: 'removed', roomId, id }], { inputs: [{ type: 'discarded', messageId: id }] }),
    roomReady: (roomId, connectionId) =>
      unit.transact(async (tx) => {
        const { room } = session.rooms.get(roomId) ?? {};
        if (connection.connectionIdOf(roomId) !== connectionId || (room && isUnmadeGroup(room))) return;
        await tx.apply([], { inputs: [{ type: 'room-ready', roomId, connectionId }] });
      }),
    connectionLost: (connectionId, at, byItself) =>
      unit.hear({ type: 'connection-lost', connectionId, at, byItself }),
    unsent: (messageId) => unit.hear({ type: 'unsent', messageId }),
    uncertain: (messageId, reason) => unit.hear({ type: 'uncertain', messageId, refusal: reason }),
  };
};

/** Whether the worker is at something that a better route should not interrupt: a message in flight, a stream. */
export const isBusy = ({ outbox, roomStates }: ReadonlySession): boolean =>
  inFlight(outbox) !== undefined || [...roomStates.values()].some(({ streams }) => streams.size > 0);
