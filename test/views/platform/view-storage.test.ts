// @vitest-environment jsdom
import { beforeEach, expect, it } from 'vitest';
import type { MessageId, ProfileId, RoomId } from '../../../src/model/ids.ts';
import {
  readScrollPosition,
  removeStaleEntries,
  saveScrollPosition,
} from '../../../src/views/platform/view-storage.ts';

const home = 'home' as ProfileId;
const work = 'work' as ProfileId;
const lobby = 'lobby' as RoomId;
const attic = 'attic' as RoomId;
const place = { id: 'm1' as MessageId, top: 12, order: 1_000 };

const kept = (): string[] => [
  ...[home, work].flatMap((server) =>
    [lobby, attic].flatMap((roomId) =>
      readScrollPosition(localStorage, { server, roomId }) ? [`${server} ${roomId}`] : [],
    ),
  ),
];

beforeEach(() => {
  localStorage.clear();
  saveScrollPosition(localStorage, { server: home, roomId: lobby }, place);
  saveScrollPosition(localStorage, { server: home, roomId: attic }, place);
  saveScrollPosition(localStorage, { server: work, roomId: lobby }, { ...place, top: 40 });
});

it('is kept for each room of each server', () => {
  expect(readScrollPosition(localStorage, { server: home, roomId: lobby })).toEqual(place);
  expect(readScrollPosition(localStorage, { server: work, roomId: lobby })).toEqual({ ...place, top: 40 });
  saveScrollPosition(localStorage, { server: home, roomId: lobby }, undefined);
  expect(kept()).toEqual(['home attic', 'work lobby']);
});

it.each([
  '{"id":"m1","top":12,"at":1e300}',
  '{"id":"m1","top":1e999,"at":5}',
  '{"id":7,"top":1,"at":5}',
  'x',
  '[]',
])('is none where it is kept as %s: the room opens at its newest message', (kept) => {
  localStorage.setItem('place:home:lobby', kept);
  expect(readScrollPosition(localStorage, { server: home, roomId: lobby })).toBeUndefined();
});

it('goes with its room, and with its server; nothing else does', () => {
  localStorage.setItem('other', 'stays');
  localStorage.setItem('place:of-an-older-version', '{}');
  localStorage.setItem('files:home:attic', '[]');
  localStorage.setItem('edit:home:lobby', '{}');
  removeStaleEntries(localStorage, [home, work], home, [lobby]);
  expect(kept()).toEqual(['home lobby', 'work lobby']);
  expect(localStorage.getItem('files:home:attic')).toBeNull();
  expect(localStorage.getItem('edit:home:lobby')).not.toBeNull();
  removeStaleEntries(localStorage, [home], home, [lobby]);
  expect(kept()).toEqual(['home lobby']);
  removeStaleEntries(localStorage, [home], home, []);
  expect(Object.keys(localStorage)).toEqual(['other']);
});
