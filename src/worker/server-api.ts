import { type Api, createApi } from '../api/client.ts';
import type { Endpoint, Fetch } from '../api/request.ts';
import { codecOf } from '../wire/codecs.ts';
import type { Clock } from './clock.ts';
import type { Emit } from './events.ts';
import type { ReadonlySession } from './session.ts';

/** Where requests go: to the entered server, or nowhere. */
export interface ServerApi {
  api(): Api | undefined;
  endpoint(): Endpoint | undefined;
  /** Points all requests at the entered server. */
  useEntered(): void;
  /** Ends the requests that are under way: what still comes of them is not the next server's. */
  leave(): void;
}

export interface ServerApiDeps {
  session: ReadonlySession;
  fetch: Fetch;
  clock: Clock;
  emit: Emit;
}

export const createServerApi = ({ session, fetch, clock, emit }: ServerApiDeps): ServerApi => {
  let api: Api | undefined;
  let endpoint: Endpoint | undefined;
  let leaving = new AbortController();

  return {
    api: () => api,
    endpoint: () => endpoint,
    useEntered: () => {
      const { profile, key, token } = session;
      leaving = new AbortController();
      endpoint = profile && {
        fetch,
        address: profile.address,
        key,
        token,
        now: clock.now,
        signal: leaving.signal,
        onLimited: (until) => emit({ type: 'limited', until }),
        onOutcome: (outcome, path) => emit({ type: 'request-ended', outcome, path }),
      };
      api = profile && endpoint && createApi(endpoint, codecOf(profile.dialect));
    },
    leave: () => {
      leaving.abort();
      endpoint = undefined;
    },
  };
};
