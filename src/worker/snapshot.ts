import { PAGE_SIZE } from '../delivery/history-pass.ts';
import type { OpenRoom, ViewState } from '../relay/to-view.ts';
import { described } from './described.ts';
import { type ReadonlySession, roomStateOf } from './session.ts';
import { summaries } from './session-reads.ts';
import type { ReadonlyStore } from './store-view.ts';
import type { Writer } from './transaction.ts';

/** All that a view shows, as it is now. To be read while nothing else changes. */
export const readViewState = async (session: ReadonlySession, store: ReadonlyStore): Promise<ViewState> => ({
  profile: described(session.profile),
  servers: session.servers,
  agents: session.agents,
  rooms: summaries(session),
  connection: session.connection,
  open: await readOpenRoom(session, store),
  settings: session.settings,
  ...(session.closedRoomTitle !== undefined && { closedRoomTitle: session.closedRoomTitle }),
  ...(session.blocked !== undefined && { blocked: session.blocked }),
  ...(session.limitedUntil !== undefined && { limitedUntil: session.limitedUntil }),
  ...(session.storageFault !== undefined && { storageFault: session.storageFault }),
});

/** The open room as a view first sees it; a stream stands in memory further than in storage. */
export const readOpenRoom = async (
  session: ReadonlySession,
  store: ReadonlyStore,
): Promise<OpenRoom | null> => {
  const { profile } = session;
  const stored = profile?.roomId && session.rooms.get(profile.roomId);
  if (!profile || !stored) return null;
  const { room, headAt, tailReached, readOrder, gaps } = stored;
  const { streams, activity, composerDisabled } = roomStateOf(session, room.id);
  const { messages, more } = await store.page(profile.id, room.id, PAGE_SIZE);
  const { text: draft, at: draftAt } = await store.draft(profile.id, room.id);
  return {
    room,
    messages: messages.map((message) => streams.get(message.id)?.message ?? message),
    hasOlder: more || (headAt !== undefined && messages.length > 0 && !tailReached),
    activity,
    composerDisabled,
    draft,
    draftAt,
    ...(readOrder !== undefined && { readOrder }),
    ...(gaps && { gaps }),
  };
};

/** Announces the open conversation, as a view that opens now would get it. */
export const showOpenRoom = (writer: Writer, session: ReadonlySession, store: ReadonlyStore): Promise<void> =>
  writer.transact(async (tx) =>
    tx.commit({ changes: [{ type: 'open', open: await readOpenRoom(session, store) }] }),
  );
