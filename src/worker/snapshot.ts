import { PAGE_SIZE } from '../delivery/catch-up.ts';
import type { OpenRoom, ViewState } from '../relay/to-view.ts';
import type { Store } from '../store/store.ts';
import { lifeOf, type Session, summaries } from './session.ts';

/** All that a view shows, as it is now. To be read while nothing else changes. */
export const viewState = async (session: Session, store: Store): Promise<ViewState> => ({
  profile: session.profile ?? null,
  servers: session.servers,
  agents: session.agents,
  rooms: summaries(session),
  connection: session.connection,
  open: await openRoom(session, store),
  settings: session.settings,
  ...(session.gone !== undefined && { closedRoomTitle: session.gone }),
  ...(session.blocked !== undefined && { blocked: session.blocked }),
  ...(session.limitedUntil !== undefined && { limitedUntil: session.limitedUntil }),
  ...(session.storageFault !== undefined && { storageFault: session.storageFault }),
});

/** The open room as a view first sees it; a stream stands in memory further than in storage. */
export const openRoom = async (session: Session, store: Store): Promise<OpenRoom | null> => {
  const { profile } = session;
  const stored = profile?.roomId && session.rooms.get(profile.roomId);
  if (!profile || !stored) return null;
  const { room, headAt, tailReached, readAt } = stored;
  const { streams, activity, composerDisabled } = lifeOf(session, room.id);
  const { messages, more } = await store.page(profile.id, room.id, PAGE_SIZE);
  return {
    room,
    messages: messages.map((message) => streams.get(message.id)?.message ?? message),
    hasOlder: more || (headAt !== undefined && messages.length > 0 && !tailReached),
    activity,
    composerDisabled,
    draft: await store.draft(profile.id, room.id),
    ...(readAt !== undefined && { readAt }),
  };
};
