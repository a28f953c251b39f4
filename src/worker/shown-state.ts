import type { ConnectionState } from '../model/connection.ts';
import type { Session } from './session.ts';

/** The state of the connection as the views show it: with what else is known of the way to the server. */
export const shownState = (
  state: ConnectionState,
  { wantsKey, obstacle }: Pick<Session, 'wantsKey' | 'obstacle'>,
): ConnectionState => {
  // Without its requests nothing could be caught up with, or looked up.
  if (wantsKey) return { state: 'refused', code: 'wants-key', error: '' };
  if (obstacle === undefined) return state;
  if (state.state === 'waiting' || state.state === 'connecting') return { ...state, obstacle };
  // It is not the server that refused; it is about to be tried again.
  return state.state === 'refused' ? { state: 'connecting', obstacle } : state;
};
