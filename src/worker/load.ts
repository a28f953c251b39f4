import { stillGoing } from '../chat/activity.ts';
import { ended, think } from '../chat/decide.ts';
import type { ProfileId, RoomId } from '../model/ids.ts';
import type { ServerProfile } from '../model/server.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from './clock.ts';
import type { Incoming } from './incoming.ts';
import type { Ledger } from './ledger.ts';
import { lifeOf, NO_AGENTS, type Session } from './session.ts';

export interface LoaderDeps {
  session: Session;
  store: Store;
  settingsStore: SettingsStore;
  ledger: Ledger;
  incoming: Incoming;
  clock: Clock;
}

/**
 * Reads back into the session what is stored of a server, and brings to its end what the last worker left
 * half done. To be called while nothing else changes.
 */
export const createLoader = (deps: LoaderDeps): ((profile: ServerProfile | undefined) => Promise<void>) => {
  const { session, store, settingsStore, ledger, incoming, clock } = deps;

  /** The agent whom the last worker heard thinking may still be at it. */
  const thinkOn = async (profile: ProfileId, roomId: RoomId): Promise<void> => {
    const { room } = session.rooms.get(roomId) ?? {};
    const last = (await store.page(profile, roomId, 1)).messages[0];
    if (!room || last?.kind !== 'own' || last.delivery.state !== 'sent') return;
    const life = lifeOf(session, roomId);
    life.activity = stillGoing(think(life.activity, room, last.at), clock.now());
    incoming.watch();
  };

  return async (profile) => {
    session.profile = profile;
    session.key = profile && (await settingsStore.key(profile.id));
    session.agents = NO_AGENTS;
    session.rooms = new Map();
    session.outbox = new Map();
    session.lives = new Map();
    if (!profile) return;
    for (const stored of await store.rooms(profile.id)) {
      session.rooms.set(stored.room.id, stored);
      lifeOf(session, stored.room.id).lastAt = stored.headAt ?? 0;
    }
    for (const entry of await store.outbox(profile.id)) session.outbox.set(entry.messageId, entry);
    for (const roomId of session.rooms.keys()) {
      const cutOff = await store.unfinished(profile.id, roomId);
      const changes = cutOff.flatMap((message) =>
        message.kind === 'other' ? [ended(message, 'incomplete')] : [],
      );
      if (changes.length > 0) await ledger.apply(changes);
      await thinkOn(profile.id, roomId);
    }
  };
};
