import type { RequestError } from '../api/request.ts';
import type { LineHandlers } from './transport.ts';

/** Ends a line where the server did not answer as what it is; a missing key is a refusal. */
export const closeFor = (
  error: RequestError,
  { onClosed, onRefused }: Pick<LineHandlers, 'onClosed' | 'onRefused'>,
): void => {
  if (error.kind === 'status' && (error.status === 401 || error.status === 403)) {
    onRefused(`Unauthorized: ${error.error}`);
  } else onClosed(wordsOf(error));
};

const wordsOf = (error: RequestError): string => {
  switch (error.kind) {
    case 'network':
    case 'timeout':
      return error.kind;
    case 'redirect':
      return 'requests are redirected';
    case 'stranger':
      return STRANGERS[error.stranger];
    case 'status':
      return error.error;
    case 'undecodable':
      return error.reason;
    default:
      return error satisfies never;
  }
};

const STRANGERS = {
  'not-elizaos': 'what answers is not ElizaOS',
  'old-socket-io': 'what answers is not ElizaOS',
  portal: 'the network wants a sign-in',
  'other-dialect': 'the server is of another version',
} as const;
