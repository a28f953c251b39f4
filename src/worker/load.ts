import { startAgentThinking, stillGoing } from '../chat/activity.ts';
import type { ProfileId, RoomId } from '../model/ids.ts';
import type { ServerProfile } from '../model/server.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from './clock.ts';
import type { Incoming } from './incoming.ts';
import { lifeOf, NO_AGENTS, type Session } from './session.ts';

export interface LoaderDeps {
  session: Session;
  store: Store;
  settingsStore: SettingsStore;
  incoming: Incoming;
  clock: Clock;
}

/**
 * Reads back into the session what is stored of a server, and takes up what the last worker left half done.
 * To be called while nothing else changes.
 */
export const createLoader = (deps: LoaderDeps): ((profile: ServerProfile | undefined) => Promise<void>) => {
  const { session, store, settingsStore, incoming, clock } = deps;

  /** The agent whom the last worker heard thinking may still be at it. */
  const thinkOn = async (profile: ProfileId, roomId: RoomId): Promise<void> => {
    const { room } = session.rooms.get(roomId) ?? {};
    const last = (await store.page(profile, roomId, 1)).messages[0];
    const life = lifeOf(session, roomId);
    if (last?.serverTime) life.lastAt = Math.max(life.lastAt, last.at);
    if (!room || last?.kind !== 'own' || last.delivery.state !== 'sent') return;
    life.activity = stillGoing(startAgentThinking(life.activity, room, last.at), clock.now());
    incoming.watch();
  };

  /** The server goes on writing what the last worker heard: it is followed, or called ended once silent. */
  const streamOn = async (profile: ProfileId, roomId: RoomId): Promise<void> => {
    const { streams } = lifeOf(session, roomId);
    for (const message of await store.unfinished(profile, roomId)) {
      if (message.kind !== 'other') continue;
      streams.set(message.id, { message, lastChunkAt: clock.now(), nextIndex: undefined });
      incoming.watch();
    }
  };

  return async (profile) => {
    session.profile = profile;
    session.key = profile && (await settingsStore.key(profile.id));
    session.token = profile && (await settingsStore.token(profile.id));
    session.wantsKey = false;
    session.obstacle = undefined;
    session.blocked = undefined;
    session.agents = NO_AGENTS;
    session.rooms = new Map();
    session.outbox = new Map();
    session.lives = new Map();
    if (!profile) return;
    for (const stored of await store.rooms(profile.id)) {
      session.rooms.set(stored.room.id, stored);
      const life = lifeOf(session, stored.room.id);
      life.lastAt = stored.headAt ?? 0;
      life.unread = await store.unread(profile.id, stored.room.id, stored.readAt ?? 0);
    }
    for (const entry of await store.outbox(profile.id)) session.outbox.set(entry.messageId, entry);
    for (const roomId of session.rooms.keys()) {
      await streamOn(profile.id, roomId);
      await thinkOn(profile.id, roomId);
    }
  };
};
