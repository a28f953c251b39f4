import type { ConnectionState, Obstacle } from '../model/connection.ts';
import type { ReadonlySession } from './session.ts';
import type { Update } from './unit-of-work.ts';

/** The state of the connection as the views show it: with what else is known of the way to the server. */
export const shownState = (
  state: ConnectionState,
  { wantsKey, obstacle }: Pick<ReadonlySession, 'wantsKey' | 'obstacle'>,
): ConnectionState => {
  // Without its requests nothing could be caught up with, or looked up.
  if (wantsKey) return { state: 'refused', code: 'wants-key', error: '' };
  if (obstacle === undefined) return state;
  if (state.state === 'waiting' || state.state === 'connecting') return { ...state, obstacle };
  // It is not the server that refused; it is about to be tried again.
  return state.state === 'refused' ? { state: 'connecting', obstacle } : state;
};

/** Changes what is known of the way to the server, and shows the connection accordingly. */
export const showingConnection = (
  session: ReadonlySession,
  state: ConnectionState,
  known: { obstacle?: Obstacle | undefined },
): Update => {
  const connection = shownState(state, { ...session, ...known });
  return { session: { ...known, connection }, changes: [{ type: 'connection', connection }] };
};
