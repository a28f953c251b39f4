import * as v from 'valibot';
import { DEFAULT_MESSAGE_SERVER, type ProfileId } from '../model/ids.ts';
import { ServerProfile } from '../model/server.ts';
import { Settings } from '../model/settings.ts';

/** The part of `storage.local` that is used; the tests hand in a map. */
export interface StorageArea {
  get(keys: string[]): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
  remove(keys: string[]): Promise<void>;
}

/** Secrets to be kept: undefined leaves the stored one alone, '' removes it. */
export interface NewSecrets {
  key?: string | undefined;
  token?: string | undefined;
}

/** Preferences, the servers that were set up, and their secrets, each apart from the others. */
export interface SettingsStore {
  settings(): Promise<Settings>;
  saveSettings(settings: Settings): Promise<void>;
  /** The one that was in use last comes first. */
  profiles(): Promise<ServerProfile[]>;
  /** The server in use; undefined before the setup and after it was left. */
  active(): Promise<ServerProfile | undefined>;
  /** Saves a profile and makes it the one in use. */
  activate(profile: ServerProfile, secrets?: NewSecrets): Promise<void>;
  /** Saves a profile that is there already; which one is in use stays as it is. */
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
/** Every secret, and nothing else, is kept under a name that begins with `key:`. */
const keyName = (id: ProfileId): string => `key:${id}`;
const tokenName = (id: ProfileId): string => `key:${id}:token`;

/** A field that is not understood, as another version may have written it, counts as not there. */
const understood = (value: unknown, { entries }: { entries: v.ObjectEntries }): object =>
  Object.fromEntries(
    Object.entries(value ?? {}).filter(([name, field]) => {
      const schema = entries[name];
      return schema && v.is(schema, field);
    }),
  );
/** What a profile need not say of its server. */
const UNSAID = { messageServerId: DEFAULT_MESSAGE_SERVER, hasKey: false };

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
      const decoded = v.safeParse(ServerProfile, { ...UNSAID, ...understood(entry, ServerProfile) });
      return decoded.success ? [decoded.output] : [];
    });
  /** One that does not decode stays: the conversations of its server are kept under its id. */
  const is = (id: ProfileId) => (entry: unknown) => v.is(v.object({ id: v.literal(id) }), entry);

  /** The list is read and written as a whole: one change of it after the other. */
  let last: Promise<unknown> = Promise.resolve();
  const change = (act: (all: unknown[]) => Promise<void>): Promise<void> => {
    const changed = last.then(async () => act(await stored()));
    last = changed.catch(() => {});
    return changed;
  };

  /** What is to be removed goes first: better none than one that the user no longer wants. */
  const put = async (
    profile: ServerProfile,
    { key, token }: NewSecrets,
    items: Record<string, unknown>,
  ): Promise<void> => {
    const secrets = Object.entries({ [keyName(profile.id)]: key, [tokenName(profile.id)]: token });
    const gone = secrets.filter(([, value]) => value === '').map(([name]) => name);
    if (gone.length > 0) await area.remove(gone);
    await area.set({ ...items, ...Object.fromEntries(secrets.filter(([, value]) => value)) });
  };

  return {
    settings: async () => v.parse(Settings, understood(await read(SETTINGS, v.unknown()), Settings)),
    saveSettings: (settings) => area.set({ [SETTINGS]: settings }),
    profiles,
    active: async () => {
      const id = await read(ACTIVE, v.string());
      return (await profiles()).find((profile) => profile.id === id);
    },
    activate: (profile, secrets = {}) =>
      change((all) => {
        const others = all.filter((entry) => !is(profile.id)(entry));
        return put(profile, secrets, { [PROFILES]: [profile, ...others], [ACTIVE]: profile.id });
      }),
    save: (profile, secrets = {}) =>
      change((all) =>
        put(profile, secrets, { [PROFILES]: all.map((entry) => (is(profile.id)(entry) ? profile : entry)) }),
      ),
    deactivate: () => area.remove([ACTIVE]),
    remove: (id) =>
      change(async (all) => {
        await area.remove([keyName(id), tokenName(id)]);
        await area.set({ [PROFILES]: all.filter((entry) => !is(id)(entry)) });
      }),
    key: (id) => read(keyName(id), v.string()),
    token: (id) => read(tokenName(id), v.string()),
  };
};
