import { expect, it } from 'vitest';
import { openStorage } from '../../../src/views/platform/open-storage.ts';

it('is the browser’s', () => {
  const kept = new Map([['a', 'b']]);
  const storage = openStorage(() => ({
    length: 1,
    key: () => 'a',
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  }));
  storage.setItem('c', 'd');
  expect(kept.get('c')).toBe('d');
});

it('keeps nothing, and throws nothing, where the browser lets no page reach it', () => {
  const storage = openStorage(() => {
    throw new DOMException('Access is denied for this document.', 'SecurityError');
  });
  storage.setItem('a', 'b');
  storage.removeItem('a');
  expect([storage.length, storage.key(0), storage.getItem('a')]).toEqual([0, null, null]);
});
