import { hostOf } from '../../api/address.ts';
import type { ApiError } from '../../api/request.ts';
import type { ProbeFailure } from '../../model/probe-failure.ts';
import type { CommandFailure, CommandResult } from '../../relay/to-view.ts';
import type { ReadonlySession } from '../session.ts';

export const DONE: CommandResult = { ok: true };
export const failed = (failure: CommandFailure): CommandResult => ({ ok: false, failure });
export const notFound = (what: string): CommandResult => failed({ type: 'not-found', what });

/** The failure of a command by an error of the server's, or of the way to it. */
export const explain = (error: ApiError, session: ReadonlySession): CommandFailure => {
  const address = session.profile?.address ?? '';
  const host = address && hostOf(address);
  switch (error.type) {
    case 'network':
      return { type: 'nothing-listens', host };
    case 'redirect':
      return { type: 'redirects', host };
    case 'timeout':
      return { type: 'timeout', host, seconds: error.seconds };
    case 'stranger':
      return error.stranger === 'other-dialect'
        ? { type: 'not-understood', host }
        : { type: error.stranger, host };
    case 'undecodable':
      return { type: 'not-understood', host };
    case 'unsent':
      return explain(error.cause, session);
    case 'status':
      return error.status === 401 || error.status === 403
        ? { type: 'wants-key', host, keyGiven: session.key !== undefined }
        : { type: 'server-error', error: error.error, status: error.status };
    default:
      return error satisfies never;
  }
};

/** Why the agents cannot be listed, as the setup would say it. */
export const asProbeFailure = (failure: CommandFailure, host: string): ProbeFailure => {
  switch (failure.type) {
    case 'timeout':
    case 'wants-key':
    case 'redirects':
      return failure;
    case 'not-understood':
      return { type: 'not-elizaos', host };
    case 'server-error':
      return { type: 'faulty', host, status: failure.status };
    default:
      return { type: 'nothing-listens', host };
  }
};
