import type { ConnectionState, Obstacle } from '../model/connection.ts';
import type { ReadonlySession } from './session.ts';
import type { Update } from './transaction.ts';

/** The state of the connection as the views show it: with what else is known of the way to the server. */
export const shownState = (
  state: ConnectionState,
  { wantsKey, obstacle }: Pick<ReadonlySession, 'wantsKey' | 'obstacle'>,
): ConnectionState => {
  // Without its requests nothing could be caught up with, or looked up.
  if (wantsKey) return { type: 'refused', code: 'wants-key', error: '' };
  if (obstacle === undefined) return state;
  switch (state.type) {
    case 'waiting':
    case 'connecting':
      return { ...state, obstacle };
    case 'refused':
      // It is not the server that refused; it is about to be tried again.
      return { type: 'connecting', obstacle };
    case 'idle':
    case 'connected':
    case 'offline':
      return state;
    default:
      return state satisfies never;
  }
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
