import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_MESSAGE_SERVER } from '../../src/model/ids.ts';
import type { ServerProfile } from '../../src/model/server.ts';
import {
  createSettingsStore,
  type SettingsStore,
  type StorageArea,
} from '../../src/settings/settings-store.ts';
import { entityId, profileId, roomId } from '../harness/nouns.ts';

const DEFAULTS = { theme: 'auto', stayConnected: true, avoidSecondAnswer: false };

const profile = (id: string, over: Partial<ServerProfile> = {}): ServerProfile => ({
  id: profileId(id),
  address: `http://${id}:3000`,
  dialect: 'modern',
  version: '1.7.2',
  messageServerId: '0',
  entityId: entityId('me'),
  userName: 'Ann',
  hasKey: false,
  mode: 'automatic',
  transports: 'automatic',
  ...over,
});

let items: Map<string, unknown>;
let store: SettingsStore;
const area: StorageArea = {
  get: async (keys) =>
    Object.fromEntries(keys.flatMap((key) => (items.has(key) ? [[key, items.get(key)]] : []))),
  set: async (values) => {
    for (const [key, value] of Object.entries(values)) items.set(key, JSON.parse(JSON.stringify(value)));
  },
  remove: async (keys) => {
    for (const key of keys) items.delete(key);
  },
};

beforeEach(() => {
  items = new Map();
  store = createSettingsStore(area);
});

describe('preferences', () => {
  it('have defaults before anything was saved', async () => {
    expect(await store.settings()).toEqual(DEFAULTS);
  });

  it('are read back as they were saved', async () => {
    const chosen = { theme: 'dark', stayConnected: false, avoidSecondAnswer: true } as const;
    await store.saveSettings(chosen);
    expect(await createSettingsStore(area).settings()).toEqual(chosen);
  });

  it('of an older version are filled up with defaults', async () => {
    items.set('settings', { theme: 'light' });
    expect(await store.settings()).toEqual({ ...DEFAULTS, theme: 'light' });
  });

  it.each([null, 'dark', 7, [], { theme: 'sepia' }])('that say %j count as not there', async (value) => {
    items.set('settings', value);
    expect(await store.settings()).toEqual(DEFAULTS);
  });
});

describe('the servers that were set up', () => {
  it('are none before the setup, and none is in use', async () => {
    expect(await store.profiles()).toEqual([]);
    expect(await store.active()).toBeUndefined();
  });

  it('of the dialect that was called `document` are of `reference`, and are stored as such', async () => {
    items.set('profiles', [{ ...profile('p1'), dialect: 'document' }]);
    items.set('activeProfile', 'p1');
    const read = await store.active();
    expect(read).toEqual(profile('p1', { dialect: 'reference' }));
    if (read) await store.save(read);
    expect(items.get('profiles')).toMatchObject([{ dialect: 'reference' }]);
  });

  it('are kept side by side, the last one entered in use', async () => {
    await store.activate(profile('p1'));
    await store.activate(profile('p2'));
    expect((await store.profiles()).map(({ id }) => id)).toEqual(['p2', 'p1']);
    expect(await store.active()).toEqual(profile('p2'));
    await store.activate(profile('p1', { roomId: roomId('r1') }));
    expect(await store.active()).toMatchObject({ id: 'p1', roomId: 'r1' });
    expect(await store.profiles()).toHaveLength(2);
  });

  it('stay when they are left', async () => {
    await store.activate(profile('p1'), { key: 'secret' });
    await store.deactivate();
    expect(await store.active()).toBeUndefined();
    expect(await store.profiles()).toEqual([profile('p1')]);
    expect(await store.key(profileId('p1'))).toBe('secret');
  });

  it('are each read by themselves: one that does not decode takes none along, and stays in storage', async () => {
    await store.activate(profile('p1'));
    const spoilt = { ...profile('p2'), dialect: 'klingon' };
    items.set('profiles', [spoilt, ...(items.get('profiles') as unknown[])]);
    expect((await store.profiles()).map(({ id }) => id)).toEqual(['p1']);
    expect(await store.active()).toEqual(profile('p1'));
    await store.activate(profile('p3'));
    expect((await store.profiles()).map(({ id }) => id)).toEqual(['p3', 'p1']);
    expect(items.get('profiles')).toContainEqual(spoilt);
  });

  it.each<[string, unknown, Partial<ServerProfile>]>([
    ['mode', 'carrier pigeon', {}],
    ['transports', 7, {}],
    ['roomId', '', {}],
    ['name', null, {}],
    ['version', {}, { version: undefined }],
    ['messageServerId', undefined, { messageServerId: DEFAULT_MESSAGE_SERVER }],
    ['hasKey', 'yes', {}],
  ])('keep what is understood of one whose %s is %o', async (part, spoilt, over) => {
    items.set('profiles', [{ ...profile('p1'), [part]: spoilt }]);
    items.set('activeProfile', 'p1');
    expect(await store.active()).toEqual({ ...profile('p1'), ...over });
  });

  it('are replaced by the same server set up again, even where they did not decode', async () => {
    items.set('profiles', [{ ...profile('p2'), dialect: 'klingon' }]);
    await store.activate(profile('p2'));
    expect(items.get('profiles')).toEqual([profile('p2')]);
  });

  it('can be changed while another one is in use', async () => {
    await store.activate(profile('p1'), { key: 'one' });
    await store.activate(profile('p2'));
    await store.save(profile('p1', { name: 'Home' }));
    expect(await store.active()).toMatchObject({ id: 'p2' });
    expect(await store.profiles()).toMatchObject([{ id: 'p2' }, { id: 'p1', name: 'Home' }]);
    expect(await store.key(profileId('p1'))).toBe('one');
  });

  it('are removed with their secrets, the others left as they are', async () => {
    await store.activate(profile('p1'), { key: 'one', token: 'token of one' });
    await store.activate(profile('p2'), { key: 'two' });
    await store.remove(profileId('p1'));
    expect((await store.profiles()).map(({ id }) => id)).toEqual(['p2']);
    expect([...items.keys()].sort()).toEqual(['activeProfile', 'key:p2', 'profiles']);
  });

  it('lose nothing when two of them are changed at once', async () => {
    await Promise.all([
      store.activate(profile('p1')),
      store.activate(profile('p2')),
      store.remove(profileId('p3')),
    ]);
    expect((await store.profiles()).map(({ id }) => id).sort()).toEqual(['p1', 'p2']);
  });

  it.each([null, 'p1', { p1: {} }])('that say %j count as none', async (value) => {
    items.set('profiles', value);
    items.set('activeProfile', 'p1');
    expect(await store.active()).toBeUndefined();
  });
});

describe('a key', () => {
  it('belongs to its server, and is left alone by whatever names none', async () => {
    await store.activate(profile('p1'), { key: 'one' });
    await store.activate(profile('p2'), { key: 'two' });
    await store.activate(profile('p1', { userName: 'Bea' }));
    expect(await store.key(profileId('p1'))).toBe('one');
    expect(await store.key(profileId('p2'))).toBe('two');
    expect(await store.key(profileId('p3'))).toBeUndefined();
  });

  it('goes when it is removed, and so does a token; neither touches the other', async () => {
    await store.activate(profile('p1'), { key: 'one', token: 'two' });
    expect(await store.token(profileId('p1'))).toBe('two');
    await store.save(profile('p1'), { key: '' });
    expect(await store.key(profileId('p1'))).toBeUndefined();
    expect(await store.token(profileId('p1'))).toBe('two');
    await store.save(profile('p1'), { token: '' });
    expect(await store.token(profileId('p1'))).toBeUndefined();
    expect([...items.keys()].filter((name) => name.startsWith('key:'))).toEqual([]);
  });

  it('is nowhere in what may be shown and exported', async () => {
    await store.activate(profile('p1', { hasKey: true }), { key: 'secret' });
    expect(JSON.stringify(await store.profiles())).not.toContain('secret');
    expect(JSON.stringify(await store.settings())).not.toContain('secret');
    const elsewhere = [...items].filter(([name]) => !name.startsWith('key:'));
    expect(JSON.stringify(elsewhere)).not.toContain('secret');
  });
});
