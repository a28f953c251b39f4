import * as v from 'valibot';
import type { ProfileId } from '../model/ids.ts';
import { PROFILE_DEFAULTS, ServerProfile } from '../model/server.ts';
import { DEFAULT_SETTINGS, Settings } from '../model/settings.ts';

/** The part of `storage.local` that is used; the tests have a map. */
export interface StorageArea {
  get(keys: string[]): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
  remove(keys: string[]): Promise<void>;
}

/** Changes of a server's secrets: undefined leaves the stored one, '' removes it. */
export interface NewSecrets {
  key?: string | undefined;
  token?: string | undefined;
}

/** Stores settings, server profiles and secrets. Every call may reject with the browser's error. */
export interface SettingsStore {
  settings(): Promise<Settings>;
  saveSettings(settings: Settings): Promise<void>;
  /** The most recently activated one first. */
  profiles(): Promise<ServerProfile[]>;
  /** The server in use; undefined before the setup and after `deactivate`. */
  active(): Promise<ServerProfile | undefined>;
  /** Saves a profile and makes it the one in use. */
  activate(profile: ServerProfile, secrets?: NewSecrets): Promise<void>;
  /** Replaces the stored profile of the same id; does nothing where there is none. */
  save(profile: ServerProfile, secrets?: NewSecrets): Promise<void>;
  deactivate(): Promise<void>;
  /** Removes a server that is not in use, and its secrets. */
  remove(id: ProfileId): Promise<void>;
  key(id: ProfileId): Promise<string | undefined>;
  token(id: ProfileId): Promise<string | undefined>;
}

const SETTINGS = 'settings';
const PROFILES = 'profiles';
const ACTIVE = 'activeProfile';
/** The names of secrets, and no others, begin with `key:`. */
const keyName = (id: ProfileId): string => `key:${id}`;
const tokenName = (id: ProfileId): string => `key:${id}:token`;

/** The fields of a stored object that decode; another version may have stored others. */
const validFields = (value: unknown, { entries }: { entries: v.ObjectEntries }): object =>
  Object.fromEntries(
    Object.entries(value ?? {}).filter(([name, field]) => {
      const schema = entries[name];
      return schema && v.is(schema, field);
    }),
  );

const decodeProfile = (entry: unknown): ServerProfile[] => {
  const profile = { ...PROFILE_DEFAULTS, ...validFields(entry, ServerProfile) };
  const decoded = v.safeParse(ServerProfile, profile);
  return decoded.success ? [decoded.output] : [];
};

const hasId = (entry: unknown, id: ProfileId): boolean => v.is(v.object({ id: v.literal(id) }), entry);

export const createSettingsStore = (area: StorageArea): SettingsStore => {
  /** The stored value; undefined where it is missing or invalid. */
  const read = async <S extends v.GenericSchema>(
    name: string,
    schema: S,
  ): Promise<v.InferOutput<S> | undefined> => {
    const decoded = v.safeParse(schema, (await area.get([name]))[name]);
    return decoded.success ? decoded.output : undefined;
  };
  /** All stored profiles. Those that do not decode stay, since conversations are stored under their ids. */
  const stored = async () => (await read(PROFILES, v.array(v.unknown()))) ?? [];
  const profiles = async () => (await stored()).flatMap(decodeProfile);

  /** Changes the list of profiles, one change after the other: it is read and written as a whole. */
  let last: Promise<unknown> = Promise.resolve();
  const changeProfiles = (change: (all: unknown[]) => Promise<void>): Promise<void> => {
    const changed = last.then(async () => change(await stored()));
    last = changed.catch(() => {});
    return changed;
  };

  /** Writes `items` and the secrets. Removals come first: a failure must not leave a secret that was removed. */
  const put = async (
    { id }: ServerProfile,
    { key, token }: NewSecrets,
    items: Record<string, unknown>,
  ): Promise<void> => {
    const secrets = Object.entries({ [keyName(id)]: key, [tokenName(id)]: token });
    const removed = secrets.filter(([, value]) => value === '').map(([name]) => name);
    if (removed.length > 0) await area.remove(removed);
    await area.set({ ...items, ...Object.fromEntries(secrets.filter(([, value]) => value)) });
  };

  return {
    settings: async () => ({
      ...DEFAULT_SETTINGS,
      ...validFields(await read(SETTINGS, v.unknown()), Settings),
    }),
    saveSettings: (settings) => area.set({ [SETTINGS]: settings }),
    profiles,
    active: async () => {
      const id = await read(ACTIVE, v.string());
      return (await profiles()).find((profile) => profile.id === id);
    },
    activate: (profile, secrets = {}) =>
      changeProfiles((all) => {
        const others = all.filter((entry) => !hasId(entry, profile.id));
        return put(profile, secrets, { [PROFILES]: [profile, ...others], [ACTIVE]: profile.id });
      }),
    save: (profile, secrets = {}) =>
      changeProfiles((all) => {
        const next = all.map((entry) => (hasId(entry, profile.id) ? profile : entry));
        return put(profile, secrets, { [PROFILES]: next });
      }),
    deactivate: () => area.remove([ACTIVE]),
    remove: (id) =>
      changeProfiles(async (all) => {
        await area.remove([keyName(id), tokenName(id)]);
        await area.set({ [PROFILES]: all.filter((entry) => !hasId(entry, id)) });
      }),
    key: (id) => read(keyName(id), v.string()),
    token: (id) => read(tokenName(id), v.string()),
  };
};
