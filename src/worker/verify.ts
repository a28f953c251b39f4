import type { Api } from '../api/client.ts';
import type { ApiError } from '../api/request.ts';
import { readBack } from '../delivery/catch-up.ts';
import type { OutboxEntry } from '../delivery/entry.ts';
import type { OutboxInput } from '../delivery/state.ts';
import { later } from '../model/time.ts';
import type { WireMessage } from '../wire/events.ts';
import type { Clock } from './clock.ts';
import type { History } from './history.ts';

/** How long to wait before another verification where one failed, in milliseconds. */
const VERIFY_AGAIN_MS = 5_000;

export interface VerifierDeps {
  clock: Clock;
  api: () => Api | undefined;
  history: Pick<History, 'mergeRows'>;
  onFault: (error: unknown) => void;
}

/**
 * Looks for a message of ours in the server's history, back to the newest time that was known in its room when it
 * was written. The result is what the outbox is told of it; undefined once another server is in use.
 */
export const createVerifier =
  ({ clock, api, history, onFault }: VerifierDeps) =>
  async (entry: OutboxEntry): Promise<OutboxInput | undefined> => {
    const { roomId, messageId, after } = entry;
    const startedAt = clock.now();
    const failed = (error?: ApiError): OutboxInput => ({
      type: 'verification-failed',
      messageId,
      roomId,
      // A server that limits us says how long to wait.
      retryAt: (error?.type === 'status' ? error.retryAt : undefined) ?? later(clock.now(), VERIFY_AGAIN_MS),
    });
    const used = api();
    if (!used) return failed();
    const isEnough = (row: WireMessage): boolean =>
      row.clientId === messageId || (row.createdAt !== undefined && row.createdAt < after);
    try {
      const read = await readBack((page) => used.history(roomId, page), isEnough);
      if (api() !== used) return undefined;
      if (!read.ok) return failed(read.error);
      await history.mergeRows(roomId, read.rows);
      return {
        type: 'verified',
        messageId,
        startedAt,
        result: isReplaced(read.rows, after) ? 'replaced' : 'absent',
      };
    } catch (error) {
      onFault(error);
      return failed();
    }
  };

/**
 * Whether the history does not reach back to what was known when the message was written: it was cleared, or is
 * another server's. Then that the message is not in it says nothing, and the user is asked.
 */
const isReplaced = (rows: readonly WireMessage[], after: number): boolean =>
  after > 0 && !rows.some(({ createdAt }) => createdAt !== undefined && createdAt <= after);
