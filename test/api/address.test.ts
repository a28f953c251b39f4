import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostOf, normaliseAddress, originPattern } from '../../src/api/address.ts';

describe('what the user typed, as an address', () => {
  it.each([
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://localhost:3000/', 'http://localhost:3000'],
    ['  localhost:3000  ', 'http://localhost:3000'],
    ['LOCALHOST', 'http://localhost'],
    ['localhost:3000/#/chat', 'http://localhost:3000'],
    ['localhost:3000#/chat', 'http://localhost:3000'],
    ['nas:3000?a=b', 'http://nas:3000'],
    ['127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['10.1.2.3', 'http://10.1.2.3'],
    ['192.168.0.7:8080', 'http://192.168.0.7:8080'],
    ['172.16.0.1', 'http://172.16.0.1'],
    ['172.31.255.1', 'http://172.31.255.1'],
    ['[::1]:3000', 'http://[::1]:3000'],
    ['172.32.0.1', 'https://172.32.0.1'],
    ['8.8.8.8', 'https://8.8.8.8'],
    ['chat.example.com', 'https://chat.example.com'],
    ['10.example.com', 'https://10.example.com'],
    ['127.0.0.1.example.com', 'https://127.0.0.1.example.com'],
    ['192.168.example.com', 'https://192.168.example.com'],
    ['localhost.example.com:3000', 'https://localhost.example.com:3000'],
    ['example.com/eliza/', 'https://example.com/eliza'],
    ['https://example.com/eliza//', 'https://example.com/eliza'],
    ['http://example.com', 'http://example.com'],
    ['HTTPS://Example.COM:443/', 'https://example.com'],
    ['http://example.com:80', 'http://example.com'],
    ['https://example.com/a?token=1#x', 'https://example.com/a'],
  ])('%j is %s', (input, address) => {
    expect(normaliseAddress(input)).toBe(address);
  });

  it.each([
    '',
    '   ',
    'two words',
    'http://',
    'https:///',
    'ws://localhost:3000',
    'ftp://example.com',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'ann@example.com',
    'https://ann:secret@example.com',
    'localhost:port',
    'http://localhost:99999',
    'http://exa mple.com',
  ])('%j is none', (input) => {
    expect(normaliseAddress(input)).toBeUndefined();
  });

  it('is the same once it is one', { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.webUrl({ withFragments: true, withQueryParameters: true }), fc.string()),
        (input) => {
          const address = normaliseAddress(input);
          if (address === undefined) return;
          expect(normaliseAddress(address)).toBe(address);
          expect(address).not.toMatch(/\/$/);
          expect(['http:', 'https:']).toContain(new URL(address).protocol);
        },
      ),
    );
  });
});

describe('an address', () => {
  it('is called by its host, and its origin asked for alone', () => {
    expect(hostOf('https://example.com:8443/eliza')).toBe('example.com:8443');
    expect(originPattern('https://example.com:8443/eliza')).toBe('https://example.com:8443/*');
  });
});
