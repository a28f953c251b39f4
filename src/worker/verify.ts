import type { Api } from '../api/client.ts';
import type { ApiError } from '../api/request.ts';
import type { OutboxEntry } from '../delivery/entry.ts';
import { beginPass, freshRows } from '../delivery/history-pass.ts';
import type { OutboxInput } from '../delivery/state.ts';
import type { DiagnosticsLog } from '../diagnostics/log.ts';
import { later } from '../model/time.ts';
import type { WireMessage } from '../wire/events.ts';
import type { Clock } from './clock.ts';
import { notBefore } from './head.ts';
import type { History } from './history.ts';
import { runPass } from './run-pass.ts';

/** How long to wait before another verification where one failed, in milliseconds. */
const VERIFY_AGAIN_MS = 5_000;

export interface VerifierDeps {
  clock: Clock;
  api: () => Api | undefined;
  history: Pick<History, 'mergeRows'>;
  log: Pick<DiagnosticsLog, 'undecodable'>;
  onFault: (error: unknown) => void;
}

/**
 * Looks for a message of ours in the server's history, back to what was known in its room when it was written. Known
 * is what is stored at or above the order that was the newest then, and older by the server's clock. The result is
 * what the outbox is told of it; undefined once another server is in use.
 */
export const createVerifier =
  ({ clock, api, history, log, onFault }: VerifierDeps) =>
  async (entry: OutboxEntry): Promise<OutboxInput | undefined> => {
    const { roomId, messageId, after, afterOrder, writtenAt } = entry;
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
    /** Whether the row is the message, or was there before it was written: known then, where that can be told. */
    const isEnough = (row: WireMessage, since: number, order = Infinity): boolean =>
      row.clientId === messageId ||
      (row.createdAt !== undefined &&
        row.createdAt < since &&
        (afterOrder === undefined || order <= afterOrder));
    let reachesBack = after === 0;
    try {
      const passDeps = { clock, api: used, roomId, onUndecodable: log.undecodable };
      const result = await runPass(
        passDeps,
        beginPass({ now: startedAt }),
        async ({ page, pass, serverNow, next }) => {
          if (api() !== used) return undefined;
          const rows = freshRows(pass, page);
          const known = await history.mergeRows(roomId, rows);
          reachesBack ||= rows.some(({ createdAt }) => createdAt !== undefined && createdAt <= after);
          const since = notBefore(after, writtenAt, serverNow, clock.now());
          const isReached = rows.some((row) => isEnough(row, since, known.get(row)?.order));
          return next({ isReached });
        },
      );
      if (result.type === 'left' || api() !== used) return undefined;
      if (result.type === 'failed') return failed(result.error);
      const isWhole = result.end === 'reached' || result.end === 'end';
      return {
        type: 'verified',
        messageId,
        startedAt,
        result: isWhole && reachesBack ? 'absent' : 'replaced',
      };
    } catch (error) {
      onFault(error);
      return failed();
    }
  };
