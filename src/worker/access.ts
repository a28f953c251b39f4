import { verify } from '../api/identify.ts';
import { isBlocked } from '../api/probe.ts';
import type { ApiResult, Endpoint, Outcome, RequestError } from '../api/request.ts';
import type { Connection } from '../connection/connection.ts';
import type { Obstacle } from '../model/connection.ts';
import { VERSION_PATH } from '../wire/paths.ts';
import type { Clock } from './clock.ts';
import type { Emit } from './events.ts';
import type { ReadonlySession } from './session.ts';
import { showingConnection } from './shown-state.ts';
import type { Update } from './transaction.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** How long after a refusal of everything it is looked whether that still holds, in milliseconds. */
const KEY_AGAIN_MS = 30_000;
/** How long after it could not be told who refused the connection it is looked again, in milliseconds. */
const LOOK_AGAIN_MS = 5_000;

/** Watches whether the server is there, lets us in, and may be read from. */
export interface Access {
  /** Takes in what came of a request to `path`. */
  requestEnded(outcome: Outcome, path: string): void;
  /** Looks which program answers at the server's address, and whether it can be read from. */
  check(): void;
  /** Notes that the user tries anew: what comes of a check that began before counts no more. */
  startOver(): void;
}

export interface AccessDeps {
  session: ReadonlySession;
  unit: UnitOfWork;
  clock: Clock;
  endpoint: () => Endpoint | undefined;
  connection: Pick<Connection, 'state' | 'tryAgain'>;
  emit: Emit;
  onFault: (error: unknown) => void;
}

export const createAccess = (deps: AccessDeps): Access => {
  const { session, unit, clock, endpoint, connection, emit, onFault } = deps;
  let stopWaiting = (): void => {};
  let stopLooking = (): void => {};
  /** Whether it could not be told by what the connection was refused. */
  let isUnsure = false;
  /** How often the user has tried anew. */
  let tries = 0;
  /** The endpoint of which it is being found out whether it may be read. */
  let checking: Endpoint | undefined;

  const commit = (update: Update): Promise<void> => unit.transact((tx) => tx.commit(update));

  /** To a request that failed, a server that is gone and a browser that forbids reading look the same. */
  const checkBlocked = async (): Promise<void> => {
    const asked = endpoint();
    if (!asked || checking === asked || session.blocked !== undefined) return;
    checking = asked;
    try {
      if (!(await isBlocked(asked)) || endpoint() !== asked) return;
      const { origin } = new URL(asked.address);
      await commit({ session: { blocked: origin }, changes: [{ type: 'blocked', origin }] });
    } finally {
      if (checking === asked) checking = undefined;
    }
  };

  const unblock = async (): Promise<void> => {
    await commit({ session: { blocked: undefined }, changes: [{ type: 'blocked' }] });
    emit({ type: 'unblocked' });
  };

  const setKeyWanted = async (wantsKey: boolean): Promise<void> => {
    await commit({ session: { wantsKey } });
    emit({ type: 'target-changed' });
  };

  const identified = async (result: ApiResult<undefined, RequestError>): Promise<void> => {
    if (!result.ok && result.error.type === 'stranger' && result.error.stranger === 'other-dialect') {
      emit({ type: 'other-dialect' });
    }
    const obstacle = result.ok ? undefined : obstacleIn(result.error);
    if (session.obstacle !== obstacle) {
      await unit.transact((tx) => tx.commit(showingConnection(session, connection.state(), { obstacle })));
    }
    judgeRefusal(result, obstacle);
    if (!result.ok && session.wantsKey) checkAgain();
  };

  /** A refusal counts as the server's where the server answers as what it is right after it. */
  const judgeRefusal = (result: ApiResult<undefined, RequestError>, obstacle: Obstacle | undefined): void => {
    stopLooking();
    if (connection.state().type !== 'refused') isUnsure = false;
    else if (obstacle || (result.ok && isUnsure)) {
      isUnsure = false;
      connection.tryAgain();
    } else if (!result.ok && (result.error.type === 'network' || result.error.type === 'timeout')) {
      isUnsure = true;
      stopLooking = clock.after(LOOK_AGAIN_MS, check);
    }
  };

  const checkAgain = (): void => {
    stopWaiting();
    stopWaiting = clock.after(KEY_AGAIN_MS, check);
  };

  const check = (): void => {
    const asked = endpoint();
    const { profile } = session;
    if (!asked || !profile) return;
    const begun = tries;
    const isCurrent = (): boolean => endpoint() === asked && tries === begun;
    const onOutcome: Endpoint['onOutcome'] = (...outcome) => {
      if (isCurrent()) asked.onOutcome?.(...outcome);
    };
    void verify({ ...asked, onOutcome }, profile.dialect)
      .then((result) => (isCurrent() ? identified(result) : undefined))
      .catch(onFault);
  };

  return {
    requestEnded: (outcome, path) => {
      if (outcome === 'unread') {
        void checkBlocked().catch(onFault);
        return;
      }
      const wantsKey = outcome === 'wants-key';
      if (!wantsKey) stopWaiting();
      // A program that refuses even its version may be another one: the server is looked for until it is back.
      else if (path === VERSION_PATH) checkAgain();
      if (session.wantsKey !== wantsKey) void setKeyWanted(wantsKey).catch(onFault);
      if (session.blocked !== undefined) void unblock().catch(onFault);
    },
    check,
    startOver: () => {
      tries += 1;
    },
  };
};

/** The program that answers in the server's place; undefined where none does, or that cannot be told. */
const obstacleIn = (error: RequestError): Obstacle | undefined => {
  switch (error.type) {
    case 'redirect':
      return 'redirects';
    case 'status':
      // With 401 and 403 the key is asked for, with 429 the limit is told of.
      return error.status >= 500 ? 'faulty' : undefined;
    case 'stranger':
      switch (error.stranger) {
        case 'portal':
          return 'portal';
        case 'not-elizaos':
        case 'old-socket-io':
          return 'not-elizaos';
        case 'other-dialect':
          return undefined;
        default:
          return error.stranger satisfies never;
      }
    case 'network':
    case 'timeout':
    case 'undecodable':
      return undefined;
    default:
      return error satisfies never;
  }
};
