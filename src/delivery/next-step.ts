import type { Delivery, FailureReason } from '../model/message.ts';
import { later } from '../model/time.ts';
import { MOST_SUSPECT, type OutboxEntry } from './entry.ts';
import { type DeliveryRules, heads, inFlight, type Outbox } from './state.ts';

/** The next step for the first message of a room. */
export type Step =
  | { type: 'nothing' }
  | { type: 'wait'; until: number }
  | { type: 'send'; connectionId: string }
  | { type: 'verify' }
  | { type: 'reconnect'; connectionId: string }
  | { type: 'conclude'; delivery: Delivery }
  /** The clock was set back: the entry would be uncertain until that time is there again. */
  | { type: 'restart' };

const NOTHING: Step = { type: 'nothing' };

/** Judges the first message of a room. */
export const nextStep = (outbox: Outbox, entry: OutboxEntry, rules: DeliveryRules): Step => {
  const { phase } = entry;
  const connectionId = outbox.ready.get(entry.roomId);
  switch (phase.type) {
    case 'queued':
      return sendStep(outbox, connectionId, rules);
    case 'in-flight': {
      const { ackTimeoutMs, boundMs, hasHistory, now } = rules;
      // The last attempt decides about the message, so the connection must be known to be alive.
      const isLast = entry.suspect === MOST_SUSPECT - 1;
      if (ackTimeoutMs === Infinity) return NOTHING;
      const until = later(phase.at, isLast ? Math.max(ackTimeoutMs, boundMs) : ackTimeoutMs);
      if (phase.at <= now && now < until) return { type: 'wait', until };
      // Where nothing can be looked up, a new connection would settle nothing either.
      return hasHistory
        ? { type: 'reconnect', connectionId: phase.connectionId }
        : { type: 'conclude', delivery: { type: 'unconfirmed' } };
    }
    case 'uncertain':
      return uncertainStep(outbox, entry, phase, connectionId, rules);
    default:
      return phase satisfies never;
  }
};

const uncertainStep = (
  outbox: Outbox,
  { roomId, messageId, suspect = 0 }: OutboxEntry,
  { since, absentAt, refusal }: Extract<OutboxEntry['phase'], { type: 'uncertain' }>,
  connectionId: string | undefined,
  rules: DeliveryRules,
): Step => {
  const { now, hasHistory, uncertainMs } = rules;
  const reason: FailureReason | undefined =
    refusal ?? (suspect >= MOST_SUSPECT ? { type: 'not-taken' } : undefined);
  const failed: Step | undefined = reason && { type: 'conclude', delivery: { type: 'failed', reason } };
  if (!hasHistory) return failed ?? { type: 'conclude', delivery: { type: 'unconfirmed' } };
  if (connectionId === undefined) return NOTHING;
  if (since > now || (absentAt ?? 0) > now) return { type: 'restart' };
  const sureAt = later(since, uncertainMs);
  if (absentAt !== undefined && absentAt >= sureAt) return failed ?? sendStep(outbox, connectionId, rules);
  if (outbox.verifying.has(messageId)) return NOTHING;
  const verifyAt = Math.max(outbox.verifyAfter.get(roomId) ?? 0, absentAt === undefined ? 0 : sureAt);
  return now < verifyAt ? { type: 'wait', until: verifyAt } : { type: 'verify' };
};

const sendStep = (outbox: Outbox, connectionId: string | undefined, { isExclusive }: DeliveryRules): Step => {
  // Where a message may be what ends the connections, it goes alone: others beside it would be suspected too.
  const isAlone = isExclusive || [...outbox.entries.values()].some(({ suspect }) => suspect);
  return connectionId === undefined || (isAlone && inFlight(outbox) !== undefined)
    ? NOTHING
    : { type: 'send', connectionId };
};

/** When `time-passed` is due (ms since the epoch); infinite where nothing waits for its time. */
export const outboxDeadline = (outbox: Outbox, rules: DeliveryRules): number =>
  Math.min(
    ...heads(outbox).map((entry) => {
      const step = nextStep(outbox, entry, rules);
      return step.type === 'wait' ? step.until : Infinity;
    }),
  );
