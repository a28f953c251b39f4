import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/model/settings.ts';
import { badgeText } from '../../src/worker/badge.ts';
import { emptySession, type Session } from '../../src/worker/session.ts';
import { ROOM, roomId } from '../harness/nouns.ts';
import { storedRoom } from '../harness/store.ts';
import { PROFILE } from '../harness/worker-parts.ts';

let session: Session;
beforeEach(() => {
  session = {
    ...(emptySession({ ...DEFAULT_SETTINGS }) as Session),
    profile: { ...PROFILE, roomId: roomId('open') },
  };
});
const unread = (id: string, count: number): void => {
  const room = { ...ROOM, id: roomId(id) };
  session.rooms.set(room.id, storedRoom({ room, unread: count }));
};

describe('the badge', () => {
  it('is empty where nothing is new', () => {
    unread('open', 0);
    expect(badgeText(session, false)).toBe('');
  });

  it('counts what is unread in all rooms, as far as two digits reach', () => {
    unread('open', 2);
    unread('another', 3);
    expect(badgeText(session, false)).toBe('5');
    unread('another', 97);
    expect(badgeText(session, false)).toBe('99');
    unread('another', 98);
    expect(badgeText(session, false)).toBe('99+');
  });

  it('leaves out the open room while somebody looks at it', () => {
    unread('open', 2);
    unread('another', 3);
    expect(badgeText(session, true)).toBe('3');
  });

  it('calls where the connection was refused, and not where it comes back by itself', () => {
    unread('another', 3);
    session.connection = { type: 'waiting', until: 1 };
    expect(badgeText(session, false)).toBe('3');
    session.connection = { type: 'refused', code: 'wants-key', error: 'Invalid or missing API Key' };
    expect(badgeText(session, false)).toBe('!');
  });
});
