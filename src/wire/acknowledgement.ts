import { maybeFields } from './read.ts';

/** What the acknowledgement callback of a sent message says; `error`: the server's words. */
export type Acknowledgement = { type: 'accepted' } | { type: 'rejected'; error: string };

/**
 * Reads the argument of an acknowledgement callback. A refusal is `{error}` or `{success: false}`; everything
 * else accepts the message. ElizaOS calls no callback (1.5.8 to 1.7.2); the Messaging page of its documentation
 * leaves it to the server.
 */
export const decodeAcknowledgement = (answer: unknown): Acknowledgement => {
  const { error, success } = maybeFields(answer);
  if (typeof error === 'string') return { type: 'rejected', error };
  return success === false ? { type: 'rejected', error: 'the server said no' } : { type: 'accepted' };
};
