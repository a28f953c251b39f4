import type { Api } from '../api/client.ts';
import type { ApiError } from '../api/request.ts';
import type { Connection } from '../connection/connection.ts';
import { readBack } from '../delivery/catch-up.ts';
import {
  DOUBT_MS,
  doubted,
  doubtedAnew,
  emitted,
  endedSoon,
  nextStep,
  notFound,
  notTaken,
  type OutboxEntry,
  type Step,
} from '../delivery/outbox.ts';
import type { MessageId, RoomId } from '../model/ids.ts';
import type { Along, Delivery, FailureReason, OwnMessage, Refusal } from '../model/message.ts';
import { later } from '../model/time.ts';
import type { Write } from '../store/store.ts';
import type { WireEvent, WireMessage } from '../wire/events.ts';
import type { Clock } from './clock.ts';
import type { Incoming } from './incoming.ts';
import type { Ledger } from './ledger.ts';
import { pendingMessage } from './pending-message.ts';
import { lifeOf, type Session, waitingIn } from './session.ts';

/** How long to wait before another look where the last one failed, in milliseconds. */
const LOOK_AGAIN_MS = 5_000;

/** The walk out: what the outbox says is next, done. */
export interface Outgoing {
  /** Does what is due in every room. To be called whenever something may have become due. */
  pump(): void;
  /** The line `epoch` closed at `at`, by itself or from here: what was in the air on it is in doubt. */
  lineLost(epoch: string, at: number, byItself: boolean): void;
  /** Commits a message of ours to the outbox; the same id twice is one message. */
  queue(roomId: RoomId, messageId: MessageId, text: string, along?: Along): Promise<void>;
  /** The server refused what is in the air. Which message that is, it does not say: only one is. */
  refused(error: string): Promise<void>;
  /** None of what waits in the room will go out. To be called while nothing else changes. */
  failAll(roomId: RoomId, reason: FailureReason): Promise<void>;
  /**
   * The request for a message ended, and does not tell whether the server has it; `refusal`: what it said, or
   * false where it surely has not, and may be given it again.
   */
  unsettled(messageId: MessageId, refusal?: Refusal | false): Promise<void>;
  /** Whether a message is on its way. */
  isSending(): boolean;
  again(message: OwnMessage): Promise<void>;
  /** To be called while nothing else changes. */
  discard(message: OwnMessage): Promise<void>;
}

export interface OutgoingDeps {
  session: Session;
  ledger: Ledger;
  clock: Clock;
  connection: Connection;
  incoming: Incoming;
  api: () => Api | undefined;
  hasHistory: () => boolean;
  /** Rows that a look brought are as good as any others. */
  onRows: (roomId: RoomId, rows: readonly WireMessage[]) => Promise<void>;
  onFault: (error: unknown) => void;
}

export const createOutgoing = (deps: OutgoingDeps): Outgoing => {
  const { session, ledger, clock, connection, incoming } = deps;
  /** How each line that is in doubt closed, as far as this worker has seen it. */
  const closed = new Map<string, { at: number; byItself: boolean }>();
  const looking = new Set<MessageId>();
  /** Until when a room's look-ups have to wait after one that failed. */
  const lookAgainAt = new Map<RoomId, number>();
  const stopWaiting = new Map<RoomId, () => void>();

  const pump = (): void => {
    void ledger
      .alone(async () => {
        const rooms = new Set([...session.outbox.values()].map(({ roomId }) => roomId));
        for (const roomId of rooms) await advance(roomId);
      })
      .catch(deps.onFault);
  };

  const pumpAt = (roomId: RoomId, at: number): void => {
    stopWaiting.get(roomId)?.();
    stopWaiting.set(roomId, clock.after(Math.max(0, at - clock.now()), pump));
  };

  /** Takes step after step until the room has to wait for something. */
  const advance = async (roomId: RoomId): Promise<void> => {
    for (;;) {
      const step = nextStep(waitingIn(session, roomId), {
        now: clock.now(),
        epoch: lifeOf(session, roomId).mayFlush ? connection.connectionIdOf(roomId) : undefined,
        hasHistory: deps.hasHistory(),
        doubtMs: session.settings.avoidSecondAnswer ? connection.deliveryBound() : DOUBT_MS,
        // Who posts sees to the end of its request; `sync` is answered only when the agent has replied.
        ...(connection.answersEach() && { ackTimeoutMs: Number.POSITIVE_INFINITY }),
        boundMs: connection.deliveryBound(),
      });
      if (!(await take(step, roomId))) return;
    }
  };

  /** Whether there may be another step at once. */
  const take = async (step: Step, roomId: RoomId): Promise<boolean> => {
    switch (step.do) {
      case 'nothing':
        return false;
      case 'wait':
        pumpAt(roomId, step.until);
        return false;
      case 'send':
        return send(step.entry);
      case 'doubt': {
        const { phase } = step.entry;
        if (phase.phase === 'doubtful') {
          await ledger.commit([{ type: 'outbox', entry: doubtedAnew(step.entry, clock.now()) }], []);
          return true;
        }
        const end = phase.phase === 'in-air' ? closed.get(phase.epoch) : undefined;
        const isSuspect = end?.byItself === true && endedSoon(step.entry, end.at);
        await doubt(step.entry, end?.at ?? clock.now(), { isSuspect });
        return true;
      }
      case 'look':
        look(step.entry);
        return false;
      case 'give-up':
        await conclude(step.entry.roomId, step.entry.messageId, { state: 'unconfirmed' });
        return true;
      case 'refuse':
        await fail(step.entry, step.reason);
        return true;
      case 'leave-line':
        connection.reconnect('a message was not acknowledged');
        await doubt(step.entry, clock.now(), { isSuspect: true });
        return true;
      default:
        return step satisfies never;
    }
  };

  const doubt = (...ending: Parameters<typeof doubted>): Promise<void> =>
    ledger.commit([{ type: 'outbox', entry: doubted(...ending) }], []);

  const fail = ({ roomId, messageId }: OutboxEntry, reason: FailureReason): Promise<void> =>
    conclude(roomId, messageId, { state: 'failed', reason });

  /** Where a message may be what ends the lines, it goes alone: or those beside it would be suspected as well. */
  const goAlone = (): boolean =>
    !connection.answersEach() || [...session.outbox.values()].some(({ unanswered }) => unanswered);

  /** One in the air at a time, on a whole socket: `messageError` names no message and no room. */
  const inAir = (): OutboxEntry | undefined =>
    [...session.outbox.values()].find(
      ({ phase, roomId }) => phase.phase === 'in-air' && phase.epoch === connection.connectionIdOf(roomId),
    );

  const send = async (queued: OutboxEntry): Promise<boolean> => {
    const { roomId, messageId } = queued;
    const epoch = connection.connectionIdOf(roomId);
    const stored = session.rooms.get(roomId);
    if (epoch === undefined || !stored || (inAir() && goAlone())) return false;
    const oversize = connection.oversize(stored.room, queued);
    if (oversize) {
      await fail(queued, { code: 'too-large', ...oversize });
      return true;
    }
    const entry = emitted(queued, epoch, clock.now());
    const message = await ownMessage(roomId, messageId);
    const isRisky = queued.attempts > 0 && !session.settings.avoidSecondAnswer;
    const delivery: Delivery = isRisky ? { state: 'sending', again: true } : { state: 'sending' };
    const sending: OwnMessage | undefined = message && { ...message, delivery };
    await ledger.apply(sending ? [{ type: 'put', message: sending }] : [], [{ type: 'outbox', entry }]);
    // The line may have gone while this was committed: then the next step is to doubt it.
    if (connection.connectionIdOf(roomId) !== epoch) return true;
    connection.send(stored.room, entry, (answer) => acknowledged(entry, epoch, answer));
    await incoming.sent(roomId);
    return true;
  };

  /** The document's acknowledgement callback; ElizaOS calls none. */
  const acknowledged = (entry: OutboxEntry, epoch: string, answer: unknown): void => {
    if (connection.connectionIdOf(entry.roomId) !== epoch) return;
    const error = refusalIn(answer);
    if (error !== undefined) {
      void refused(error).catch(deps.onFault);
      return;
    }
    const event: WireEvent = {
      type: 'acknowledged',
      clientId: entry.messageId,
      serverId: undefined,
      roomId: entry.roomId,
    };
    void incoming.handle(event).then(pump, deps.onFault);
  };

  const look = (entry: OutboxEntry): void => {
    const { roomId, messageId, after } = entry;
    const api = deps.api();
    if (!api || looking.has(messageId)) return;
    const waitUntil = lookAgainAt.get(roomId) ?? 0;
    if (clock.now() < waitUntil) {
      pumpAt(roomId, waitUntil);
      return;
    }
    looking.add(messageId);
    const startedAt = clock.now();
    const isEnough = (row: WireMessage): boolean =>
      row.clientId === messageId || (row.createdAt !== undefined && row.createdAt < after);
    void readBack((page) => api.history(roomId, page), isEnough)
      .then(async (read) => {
        if (!read.ok) {
          lookAgainAt.set(roomId, whenToLookAgain(read.error, clock.now()));
          return;
        }
        await deps.onRows(roomId, read.rows);
        await ledger.alone(async () => {
          // One of the rows has settled it, or its own broadcast meanwhile.
          const unsettled = session.outbox.get(messageId);
          if (!unsettled) return;
          if (isAnotherHistory(read.rows, after)) {
            await conclude(roomId, messageId, { state: 'unconfirmed' });
          } else await ledger.commit([{ type: 'outbox', entry: notFound(unsettled, startedAt) }], []);
        });
      })
      .catch(deps.onFault)
      .finally(() => {
        looking.delete(messageId);
        pump();
      });
  };

  const ownMessage = async (roomId: RoomId, id: MessageId): Promise<OwnMessage | undefined> => {
    const message = await incoming.find(roomId, { clientId: id });
    return message?.kind === 'own' ? message : undefined;
  };

  /** It leaves the outbox; what became of it stands at the message. */
  const conclude = async (roomId: RoomId, messageId: MessageId, delivery: Delivery): Promise<void> => {
    const message = await ownMessage(roomId, messageId);
    const changes = message ? [{ type: 'put' as const, message: { ...message, delivery } }] : [];
    await ledger.apply(changes, [{ type: 'remove-from-outbox', roomId, messageId }]);
  };

  const refused = async (error: string): Promise<void> => {
    await ledger.alone(async () => {
      const entry = inAir();
      if (entry) await fail(entry, { code: 'refused', error });
    });
    pump();
  };

  const unsettled: Outgoing['unsettled'] = async (messageId, refusal) => {
    await ledger.alone(async () => {
      const entry = session.outbox.get(messageId);
      if (entry?.phase.phase !== 'in-air') return;
      if (refusal === false) {
        const message = await ownMessage(entry.roomId, messageId);
        const waiting = message && { ...message, delivery: { state: 'queued' as const } };
        await ledger.apply(waiting ? [{ type: 'put', message: waiting }] : [], [
          { type: 'outbox', entry: notTaken(entry) },
        ]);
      } else if (typeof refusal === 'object' && refusal.code === 'not-taken') {
        await doubt(entry, clock.now(), { isSuspect: true });
      } else await doubt(entry, clock.now(), { refusal });
    });
    pump();
  };

  const entryFor = (message: OwnMessage): OutboxEntry => ({
    roomId: message.roomId,
    messageId: message.id,
    seq: Math.max(0, ...[...session.outbox.values()].map(({ seq }) => seq)) + 1,
    text: message.text,
    attachments: message.attachments,
    ...(message.edits && { edits: message.edits }),
    after: lifeOf(session, message.roomId).lastAt,
    attempts: 0,
    phase: { phase: 'queued' },
  });

  const put = (message: OwnMessage, also: readonly Write[] = []): Promise<void> =>
    ledger.apply([{ type: 'put', message }], [{ type: 'outbox', entry: entryFor(message) }, ...also]);

  return {
    pump,
    refused,
    failAll: async (roomId, reason) => {
      for (const entry of waitingIn(session, roomId)) await fail(entry, reason);
    },
    unsettled,
    isSending: () => inAir() !== undefined,
    lineLost: (epoch, at, byItself) => {
      closed.set(epoch, { at, byItself });
      pump();
    },
    queue: async (roomId, messageId, text, { attachments = [], edits } = {}) => {
      await ledger.alone(async () => {
        const { room } = session.rooms.get(roomId) ?? {};
        if (!room || (await ownMessage(roomId, messageId))) return;
        const { lastAt } = lifeOf(session, roomId);
        const written = pendingMessage(room, { messageId, text, attachments, edits }, lastAt, clock.now());
        const before = edits && (await ownMessage(roomId, edits));
        await put(written, [{ type: 'draft', roomId, text: '' }]);
        if (before) await ledger.apply([{ type: 'put', message: { ...before, edited: true } }]);
      });
      pump();
    },
    again: async (message) => {
      await ledger.alone(() => put({ ...message, delivery: { state: 'queued' } }));
      pump();
    },
    discard: (message) =>
      ledger.apply(
        [{ type: 'removed', roomId: message.roomId, id: message.id }],
        [{ type: 'remove-from-outbox', roomId: message.roomId, messageId: message.id }],
      ),
  };
};

/** The words in which a callback says no: `{error}`, or `{success: false}`. */
const refusalIn = (answer: unknown): string | undefined => {
  if (typeof answer !== 'object' || answer === null) return undefined;
  if ('error' in answer && typeof answer.error === 'string') return answer.error;
  return 'success' in answer && answer.success === false ? 'the server said no' : undefined;
};

/**
 * Whether the history does not reach back to what was known when the message was written: it was cleared,
 * or is another server's. Then that the message is not in it says nothing, and the user is asked.
 */
const isAnotherHistory = (rows: readonly WireMessage[], after: number): boolean =>
  after > 0 && !rows.some(({ createdAt }) => createdAt !== undefined && createdAt <= after);

/** A look that failed is no answer; a server that limits us says how long to wait. */
const whenToLookAgain = (error: ApiError, now: number): number =>
  (error.kind === 'status' ? error.retryAt : undefined) ?? later(now, LOOK_AGAIN_MS);
