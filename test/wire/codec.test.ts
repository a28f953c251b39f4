import { describe, expect, it } from 'vitest';
import { codecOf, dialectOf } from '../../src/wire/codecs.ts';

describe('the dialect of a version', () => {
  it.each([
    [undefined, 'reference'],
    ['1.5.8', 'central'],
    ['1.6.4', 'central'],
    ['v1.6.4', 'central'],
    ['1.6.4-beta.3', 'central'],
    ['1.6', 'central'],
    ['1.0.0', 'central'],
    ['0.25.9', 'central'],
    ['1.6.5', 'modern'],
    ['1.6.5-alpha.1', 'modern'],
    ['1.6.10', 'modern'],
    ['1.7.2', 'modern'],
    ['v1.7.2+build.5', 'modern'],
    ['1.10.0', 'modern'],
    ['2', 'modern'],
    ['2.0.0-alpha.12', 'modern'],
    ['10.0.0', 'modern'],
    ['', 'modern'],
    ['unknown', 'modern'],
    ['dev-1.5', 'modern'],
    ['1.5.8abc', 'modern'],
    ['9'.repeat(400), 'modern'],
  ] as const)('of %s is %s', (version, name) => {
    expect(dialectOf(version)).toBe(name);
    expect(codecOf(dialectOf(version)).dialect).toBe(name);
  });
});

const pair = { entityId: 'e 1', agentId: 'a&1', messageServerId: '0' };

describe('a dialect', () => {
  it.each([
    ['reference', false, true],
    ['central', true, false],
    ['modern', true, false],
  ] as const)('%s: all that is ElizaOS’s own %s, relays typing %s', (name, isEliza, relaysTyping) => {
    expect(codecOf(name).capabilities).toEqual({
      confirmsJoin: isEliza,
      hasHistory: isEliza,
      needsUuids: isEliza,
      hasChannels: isEliza,
      hasAgents: isEliza,
      takesFiles: isEliza,
      relaysTyping,
    });
  });

  it('escapes what it puts into a path', () => {
    const { paths } = codecOf('modern');
    expect(paths.dmChannel(pair)).toBe(
      '/api/messaging/dm-channel?currentUserId=e+1&targetUserId=a%261&dmServerId=0',
    );
    expect(paths.messages('a/b?c')).toBe('/api/messaging/channels/a%2Fb%3Fc/messages');
    expect(paths.messages('r', { limit: 50, before: 7 })).toBe(
      '/api/messaging/channels/r/messages?limit=50&before=7',
    );
  });

  it('knows no message server where the server has none', () => {
    expect(codecOf('reference').messageServer).toBeUndefined();
  });
});
