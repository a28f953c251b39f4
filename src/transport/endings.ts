import type { RequestError } from '../api/request.ts';
import { closed, type TransportEvent } from './transport.ts';

/** How a transport ends where the server does not answer as what it was set up as; a missing key is a refusal. */
export const endingOf = (error: RequestError): TransportEvent =>
  error.type === 'status' && (error.status === 401 || error.status === 403)
    ? unauthorized(error.error)
    : closed(wordsOf(error));

/** The server wants a key, or another one. */
export const unauthorized = (words: string): TransportEvent => ({
  type: 'refused',
  error: `Unauthorized: ${words}`,
});

const wordsOf = (error: RequestError): string => {
  switch (error.type) {
    case 'network':
    case 'timeout':
      return error.type;
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
