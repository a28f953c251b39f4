import type { ProfileId } from '../model/ids.ts';
import type { ServerEntry } from '../relay/to-view.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { ReadonlyStore } from './store-view.ts';

/** All servers that were set up, with what waits for those that are not in use. */
export const listServers = async (
  settingsStore: SettingsStore,
  store: Pick<ReadonlyStore, 'outbox'>,
  active: ProfileId | undefined,
): Promise<ServerEntry[]> =>
  Promise.all(
    (await settingsStore.profiles()).map(async (profile) =>
      profile.id === active ? profile : { ...profile, waiting: (await store.outbox(profile.id)).length },
    ),
  );
