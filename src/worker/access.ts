import { isBlocked } from '../api/probe.ts';
import { type Endpoint, type Outcome, request } from '../api/request.ts';
import type { ViewChange } from '../relay/to-view.ts';
import { VERSION_PATH } from '../wire/dialect.ts';
import type { Ledger } from './ledger.ts';
import type { Session } from './session.ts';

/** Whether the server lets us in, and the browser lets us read from it. */
export interface Access {
  /** Takes in what came of a request. */
  heard(outcome: Outcome): void;
  /** Looks whether the server can be read from: there may be news of it. */
  check(): void;
}

export interface AccessDeps {
  session: Session;
  ledger: Ledger;
  /** Where the requests to the present server go. */
  endpoint: () => Endpoint | undefined;
  /** It has changed whether the server wants another key. */
  onKeyWanted: () => void;
  /** What was closed to us is open again: there may be much to catch up with. */
  onOpened: () => void;
  onFault: (error: unknown) => void;
}

export const createAccess = ({
  session,
  ledger,
  endpoint,
  onKeyWanted,
  onOpened,
  onFault,
}: AccessDeps): Access => {
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

  return {
    heard: (outcome) => {
      if (outcome === 'unread') return look();
      const wantsKey = outcome === 'wants-key';
      if (session.wantsKey !== wantsKey) {
        session.wantsKey = wantsKey;
        onKeyWanted();
      }
      if (session.blocked !== undefined) void setBlocked({ type: 'blocked' }).then(onOpened).catch(onFault);
    },
    check: () => {
      const asked = endpoint();
      if (asked) void request(asked, VERSION_PATH);
    },
  };
};
