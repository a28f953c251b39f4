import * as v from 'valibot';
import type { ProfileId } from '../model/ids.ts';
import { ServerProfile } from '../model/server.ts';
import { Settings } from '../model/settings.ts';

/** The part of `storage.local` that is used; the tests hand in a map. */
export interface StorageArea {
  get(keys: string[]): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
  remove(keys: string[]): Promise<void>;
}

/** Preferences, the servers that were set up, and their keys, each apart from the others. */
export interface SettingsStore {
  settings(): Promise<Settings>;
  saveSettings(settings: Settings): Promise<void>;
  profiles(): Promise<ServerProfile[]>;
  /** The server in use; undefined before the setup and after it was left. */
  active(): Promise<ServerProfile | undefined>;
  /** Saves a profile and makes it the one in use. A `key` of undefined leaves the stored one alone. */
  activate(profile: ServerProfile, key?: string): Promise<void>;
  deactivate(): Promise<void>;
  key(id: ProfileId): Promise<string | undefined>;
}

const SETTINGS = 'settings';
const PROFILES = 'profiles';
const ACTIVE = 'activeProfile';
const keyName = (id: ProfileId): string => `key:${id}`;

export const createSettingsStore = (area: StorageArea): SettingsStore => {
  /** What does not decode counts as not there: the defaults hold. */
  const read = async <S extends v.GenericSchema>(
    name: string,
    schema: S,
  ): Promise<v.InferOutput<S> | undefined> => {
    const decoded = v.safeParse(schema, (await area.get([name]))[name]);
    return decoded.success ? decoded.output : undefined;
  };
  const stored = async () => (await read(PROFILES, v.array(v.unknown()))) ?? [];
  const profiles = async () =>
    (await stored()).flatMap((entry) => {
      const decoded = v.safeParse(ServerProfile, entry);
      return decoded.success ? [decoded.output] : [];
    });

  return {
    settings: async () => (await read(SETTINGS, Settings)) ?? v.parse(Settings, {}),
    saveSettings: (settings) => area.set({ [SETTINGS]: settings }),
    profiles,
    active: async () => {
      const id = await read(ACTIVE, v.string());
      return (await profiles()).find((profile) => profile.id === id);
    },
    activate: async (profile, key) => {
      // One that does not decode stays: the conversations of its server are kept under its id.
      const isSame = v.object({ id: v.literal(profile.id) });
      const others = (await stored()).filter((entry) => !v.is(isSame, entry));
      await area.set({
        [PROFILES]: [...others, profile],
        [ACTIVE]: profile.id,
        ...(key !== undefined && { [keyName(profile.id)]: key }),
      });
    },
    deactivate: () => area.remove([ACTIVE]),
    key: async (id) => read(keyName(id), v.string()),
  };
};
