import type { Change } from '../chat/change.ts';
import type { Connection } from '../connection/connection.ts';
import { deliveryOf } from '../delivery/delivery-of.ts';
import type { OutboxEntry } from '../delivery/entry.ts';
import { reduceAll } from '../delivery/outbox.ts';
import {
  ACK_TIMEOUT_MS,
  type DeliveryRules,
  type Outbox,
  type OutboxEffect,
  type OutboxInput,
  UNCERTAIN_MS,
} from '../delivery/state.ts';
import { isEqual } from '../model/equal.ts';
import type { Delivery, Message } from '../model/message.ts';
import type { Write } from '../store/store.ts';
import type { ReadonlySession } from './session.ts';
import { hasHistory } from './session-reads.ts';

/** The rules by which the outbox is judged now. `now`: ms since the epoch. */
export const deliveryRules = (
  session: ReadonlySession,
  connection: Pick<Connection, 'answersEach' | 'deliveryBound'>,
  now: number,
): DeliveryRules => {
  const { avoidSecondAnswer } = session.settings;
  const boundMs = connection.deliveryBound();
  const answersEach = connection.answersEach();
  return {
    now,
    hasHistory: hasHistory(session),
    uncertainMs: avoidSecondAnswer ? boundMs : UNCERTAIN_MS,
    // A request sees to its own end; `sync` is answered only when the agent has replied.
    ackTimeoutMs: answersEach ? Infinity : ACK_TIMEOUT_MS,
    boundMs,
    // `messageError` names no message and no room.
    isExclusive: !answersEach,
    mayArriveTwice: !avoidSecondAnswer,
  };
};

type OutboxWrite = Extract<Write, { type: 'outbox' | 'remove-from-outbox' }>;

/** An effect that is run once its step has been committed. */
export type DueEffect = Exclude<OutboxEffect, { type: 'save' | 'remove' }>;

/** The changes that inputs make to the outbox, as one commit takes them. */
export interface OutboxStep {
  outbox: Outbox;
  /** Of the outbox alone, in their order. */
  writes: readonly Write[];
  /** The messages that left the outbox, each with what became of it. */
  concluded: readonly { entry: OutboxEntry; delivery: Delivery }[];
  /** The entries whose delivery views show otherwise from now on. */
  shown: readonly OutboxEntry[];
  due: readonly DueEffect[];
}

/** Hands the outbox what has happened. */
export const stepOutbox = (
  before: Outbox,
  inputs: readonly OutboxInput[],
  rules: DeliveryRules,
): OutboxStep => {
  const [outbox, ...effects] = reduceAll(before, inputs, rules);
  return {
    outbox,
    writes: lastOfEach(effects.flatMap(writesOf)),
    concluded: effects.flatMap((effect) =>
      effect.type === 'remove' && effect.delivery ? [{ entry: effect.entry, delivery: effect.delivery }] : [],
    ),
    shown: [...outbox.entries.values()].filter((entry) => {
      const known = before.entries.get(entry.messageId);
      return known !== undefined && !isEqual(deliveryOf(known), deliveryOf(entry));
    }),
    due: effects.flatMap((effect) => (effect.type === 'save' || effect.type === 'remove' ? [] : [effect])),
  };
};

/** The last write of each entry: a message that goes out at once is stored as in flight, and once. */
const lastOfEach = (writes: readonly OutboxWrite[]): OutboxWrite[] => {
  const last = new Map<string, OutboxWrite>();
  for (const write of writes) {
    const { roomId, messageId } = write.type === 'outbox' ? write.entry : write;
    last.delete(`${roomId} ${messageId}`);
    last.set(`${roomId} ${messageId}`, write);
  }
  return [...last.values()];
};

const writesOf = (effect: OutboxEffect): OutboxWrite[] => {
  switch (effect.type) {
    case 'save':
      return [{ type: 'outbox', entry: effect.entry }];
    case 'remove': {
      const { roomId, messageId } = effect.entry;
      return [{ type: 'remove-from-outbox', roomId, messageId }];
    }
    case 'send':
    case 'verify':
    case 'reconnect':
      return [];
    default:
      return effect satisfies never;
  }
};

/** The messages of ours that the server has, by what an event changed: they leave the outbox. */
export const deliveredBy = (changes: readonly Change[], { entries }: Outbox): OutboxInput[] =>
  changes.flatMap((change): OutboxInput[] => {
    if (change.type !== 'put' || !isSent(change.message)) return [];
    const { id: messageId, roomId } = change.message;
    return entries.get(messageId)?.roomId === roomId ? [{ type: 'delivered', messageId }] : [];
  });

const isSent = (message: Message): boolean => message.type === 'own' && message.delivery.type === 'sent';
