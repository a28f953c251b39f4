import type { OutboxEntry } from '../delivery/entry.ts';
import { upgradeReason } from '../model/earlier-message.ts';
import type { FailureReason } from '../model/message.ts';
import type { UpgradeTransaction } from './schema.ts';

/** The phase of an entry as versions 1 to 3 stored it. */
type OldPhase =
  | { phase: 'queued' }
  | { phase: 'in-air'; epoch: string; at: number }
  | { phase: 'doubtful'; since: number; absentAt?: number; refusal?: string; reason?: unknown };

type OldEntry = Omit<OutboxEntry, 'again' | 'suspect' | 'phase'> & { unanswered?: number; phase: OldPhase };

/** Whether a version before 4 stored it. Its fields are checked where the entry is read. */
const isOld = (value: unknown): value is OldEntry =>
  typeof value === 'object' &&
  value !== null &&
  'phase' in value &&
  typeof value.phase === 'object' &&
  value.phase !== null &&
  'phase' in value.phase;

const upgradedPhase = (old: OldPhase): OutboxEntry['phase'] | undefined => {
  switch (old.phase) {
    case 'queued':
      return { type: 'queued' };
    case 'in-air':
      return { type: 'in-flight', connectionId: old.epoch, at: old.at };
    case 'doubtful': {
      const { since, absentAt, refusal: error, reason } = old;
      const refusal =
        error === undefined
          ? (upgradeReason(reason) as FailureReason | undefined)
          : { type: 'refused' as const, error };
      return {
        type: 'uncertain',
        since,
        ...(absentAt !== undefined && { absentAt }),
        ...(refusal && { refusal }),
      };
    }
    default:
      old satisfies never;
      return undefined;
  }
};

/**
 * An outbox entry of versions 1 to 3 as version 4 stores it; undefined where it is none. `again`: its message's row
 * said that it was sent again while the network might still have held it, which only the entry says from now on.
 */
const upgradedEntry = (value: unknown, again: boolean): OutboxEntry | undefined => {
  if (!isOld(value)) return undefined;
  const { unanswered, ...entry } = value;
  const phase = upgradedPhase(entry.phase);
  return (
    phase && {
      ...entry,
      ...(unanswered !== undefined && { suspect: unanswered }),
      ...(again && { again }),
      phase,
    }
  );
};

/** Rewrites the outbox of versions 1 to 3. What does not decode stays as it is. */
export const upgradeOutbox = async (transaction: UpgradeTransaction): Promise<void> => {
  const messages = transaction.objectStore('messages');
  let row = await transaction.objectStore('outbox').openCursor();
  while (row) {
    const { profile, roomId, id } = row.value;
    const { message } = (await messages.get([profile, roomId, id])) ?? {};
    const delivery = message?.type === 'own' ? message.delivery : undefined;
    const entry = upgradedEntry(row.value.entry, delivery?.type === 'sending' && delivery.again === true);
    if (entry) await row.update({ ...row.value, entry });
    row = await row.continue();
  }
};
