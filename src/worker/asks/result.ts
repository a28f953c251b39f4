import { hostOf } from '../../api/address.ts';
import type { ApiError } from '../../api/request.ts';
import type { AskFailure, AskResult } from '../../relay/to-view.ts';
import type { Session } from '../session.ts';

export const DONE: AskResult = { ok: true };
export const failed = (failure: AskFailure): AskResult => ({ ok: false, failure });
export const notFound = (what: string): AskResult => failed({ code: 'not-found', what });

/** What an error of the server's, or of the way to it, means to who asked. */
export const explain = (error: ApiError, session: Session): AskFailure => {
  const address = session.profile?.address ?? '';
  const host = address && hostOf(address);
  switch (error.kind) {
    case 'network':
      return { code: 'nothing-listens', host };
    case 'redirect':
      return { code: 'redirects', host };
    case 'timeout':
      return { code: 'timeout', host, seconds: error.seconds };
    case 'stranger':
      return error.stranger === 'other-dialect'
        ? { code: 'not-understood', host }
        : { code: error.stranger, host };
    case 'undecodable':
      return { code: 'not-understood', host };
    case 'unsent':
      return explain(error.cause, session);
    case 'status':
      return error.status === 401 || error.status === 403
        ? { code: 'wants-key', host, keyGiven: session.key !== undefined }
        : { code: 'server-error', error: error.error, status: error.status };
    default:
      return error satisfies never;
  }
};
