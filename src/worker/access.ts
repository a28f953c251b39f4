import { verify } from '../api/identify.ts';
import { isBlocked } from '../api/probe.ts';
import type { ApiResult, Endpoint, Outcome, RequestError } from '../api/request.ts';
import type { Obstacle } from '../model/connection.ts';
import type { ViewChange } from '../relay/to-view.ts';
import { VERSION_PATH } from '../wire/paths.ts';
import type { Clock } from './clock.ts';
import type { Ledger } from './ledger.ts';
import type { Session } from './session.ts';

/** How long after a refusal of everything it is looked whether that still holds, in milliseconds. */
const KEY_AGAIN_MS = 30_000;
/** How long after it could not be told who refused the connection it is looked again, in milliseconds. */
const LOOK_AGAIN_MS = 5_000;

/** Whether the server is there as what it is and lets us in, and whether the browser lets us read from it. */
export interface Access {
  /** Takes in what came of a request to `path`. */
  heard(outcome: Outcome, path: string): void;
  /** Looks who answers at the server's address, and whether that can be read: there may be news of it. */
  check(): void;
}

export interface AccessDeps {
  session: Session;
  ledger: Ledger;
  clock: Clock;
  /** Where the requests to the present server go. */
  endpoint: () => Endpoint | undefined;
  /** It has changed whether the server wants another key. */
  onKeyWanted: () => void;
  /** What was closed to us is open again: there may be much to catch up with. */
  onOpened: () => void;
  /** It has changed what answers in the server's place. */
  onObstacle: () => void;
  /** Whether the connection was refused, by whomever. */
  isRefused: () => boolean;
  /** It was not the server that refused, as far as is known. */
  onRefusedByOther: () => void;
  /** The server is an ElizaOS of another dialect than it was set up as. */
  onOtherDialect: () => void;
  onFault: (error: unknown) => void;
}

export const createAccess = (deps: AccessDeps): Access => {
  const { session, ledger, clock, endpoint, onKeyWanted, onOpened, onFault } = deps;
  let stopWaiting = (): void => {};
  let stopLooking = (): void => {};
  /** Whether who refused the connection could not be told. */
  let isUnsure = false;
  let looking: Endpoint | undefined;

  const setBlocked = (change: Extract<ViewChange, { type: 'blocked' }>): Promise<void> =>
    ledger.alone(async () => {
      session.blocked = change.origin;
      await ledger.commit([], [change]);
    });

  /** To a request that failed, a server that is gone and a browser that forbids reading look the same. */
  const look = (): void => {
    const asked = endpoint();
    if (!asked || looking === asked || session.blocked !== undefined) return;
    looking = asked;
    void isBlocked(asked)
      .then((blocked) => {
        if (blocked && endpoint() === asked) {
          return setBlocked({ type: 'blocked', origin: new URL(asked.address).origin });
        }
      })
      .catch(onFault)
      .finally(() => {
        if (looking === asked) looking = undefined;
      });
  };

  const identified = (result: ApiResult<undefined, RequestError>): void => {
    if (!result.ok && result.error.kind === 'stranger' && result.error.stranger === 'other-dialect') {
      deps.onOtherDialect();
    }
    const obstacle = result.ok ? undefined : obstacleIn(result.error);
    if (session.obstacle !== obstacle) {
      session.obstacle = obstacle;
      deps.onObstacle();
    }
    judgeRefusal(result, obstacle);
    if (!result.ok && session.wantsKey) checkAgain();
  };

  /** A refusal counts as the server's where the server answers as what it is right after it. */
  const judgeRefusal = (result: ApiResult<undefined, RequestError>, obstacle: Obstacle | undefined): void => {
    stopLooking();
    if (!deps.isRefused()) isUnsure = false;
    else if (obstacle || (result.ok && isUnsure)) {
      isUnsure = false;
      deps.onRefusedByOther();
    } else if (!result.ok && (result.error.kind === 'network' || result.error.kind === 'timeout')) {
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
    void verify(asked, profile.dialect)
      .then((result) => {
        if (endpoint() === asked) identified(result);
      })
      .catch(onFault);
  };

  return {
    heard: (outcome, path) => {
      if (outcome === 'unread') return look();
      const wantsKey = outcome === 'wants-key';
      if (!wantsKey) stopWaiting();
      // Who refuses even its version may be another program: the server itself comes back by itself.
      else if (path === VERSION_PATH) checkAgain();
      if (session.wantsKey !== wantsKey) {
        session.wantsKey = wantsKey;
        onKeyWanted();
      }
      if (session.blocked !== undefined) void setBlocked({ type: 'blocked' }).then(onOpened).catch(onFault);
    },
    check,
  };
};

/** What answers in the server's place; undefined where nothing does, or that cannot be told. */
const obstacleIn = (error: RequestError): Obstacle | undefined => {
  switch (error.kind) {
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
