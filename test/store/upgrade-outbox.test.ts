import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/indexed-db.ts';
import { messageId, own, profileId, ROOM } from '../harness/nouns.ts';
import { readSnapshot, restore } from '../harness/old-database.ts';
import { newName } from '../harness/store.ts';
import { startWorkerParts } from '../harness/worker-parts.ts';

const US = profileId('p1');

const entry = {
  roomId: ROOM.id,
  messageId: messageId('m1'),
  seq: 1,
  text: 'x',
  attachments: [],
  after: 0,
  attempts: 2,
};
const no = { type: 'refused', error: 'no' };
const large = { type: 'too-large', bytes: 9 };
const oldLarge = { code: 'too-large', bytes: 9 };

/** A database as that version left it, with one entry and its message. */
const opened = async (version: number, old: object, delivery: object = { state: 'sending' }) => {
  const name = newName();
  const { stores } = readSnapshot(version);
  const { type: kind, ...rest } = own('m1');
  const message = { kind, ...rest, delivery };
  const key = { profile: US, roomId: ROOM.id, id: 'm1' };
  const rows = {
    messages: [{ ...key, pending: 1, at: message.at, message }],
    outbox: [{ ...key, entry: old }],
  };
  await restore(name, { version, stores, rows });
  const unreadable: string[] = [];
  return { store: await openStore(name, (reason) => unreadable.push(reason)), unreadable };
};

describe.each([1, 2, 3])('the outbox of a database of version %i', (version) => {
  it.each<[string, object, object]>([
    ['queued', { phase: 'queued' }, { type: 'queued' }],
    ['in flight', { phase: 'in-air', epoch: 'e1', at: 5 }, { type: 'in-flight', connectionId: 'e1', at: 5 }],
    ['uncertain', { phase: 'doubtful', since: 6 }, { type: 'uncertain', since: 6 }],
    [
      'uncertain, and was looked for',
      { phase: 'doubtful', since: 6, absentAt: 7 },
      { type: 'uncertain', since: 6, absentAt: 7 },
    ],
    [
      'uncertain, and was refused',
      { phase: 'doubtful', since: 6, refusal: 'no' },
      { type: 'uncertain', since: 6, refusal: no },
    ],
    [
      'uncertain, and was too large',
      { phase: 'doubtful', since: 6, reason: oldLarge },
      { type: 'uncertain', since: 6, refusal: large },
    ],
  ])('keeps what is %s', async (_what, old, phase) => {
    const { store, unreadable } = await opened(version, { ...entry, phase: old });
    expect(await store.outbox(US)).toEqual([{ ...entry, phase }]);
    expect(unreadable).toEqual([]);
  });

  it('keeps how often it was suspected, and that it may arrive twice', async () => {
    const old = { ...entry, unanswered: 2, phase: { phase: 'in-air', epoch: 'e1', at: 5 } };
    const { store } = await opened(version, old, { state: 'sending', again: true });
    expect(await store.outbox(US)).toMatchObject([{ suspect: 2, again: true }]);
  });

  it('says, and leaves, what does not decode', async () => {
    const { store, unreadable } = await opened(version, { ...entry, phase: { phase: 'lost at sea' } });
    expect(await store.outbox(US)).toEqual([]);
    expect(unreadable).toEqual([expect.stringContaining('m1')]);
  });

  it('is taken over by a worker: what was in flight is uncertain, and shows as being sent', async () => {
    const name = newName();
    await restore(name, readSnapshot(version));
    const parts = await startWorkerParts(await openStore(name));
    expect(await parts.disk.outbox(US)).toMatchObject([{ messageId: 'm2', phase: { type: 'uncertain' } }]);
    expect(await parts.messages()).toMatchObject([
      { id: 'm1', delivery: { type: 'sent' } },
      { id: 's2' },
      { id: 's3' },
      { id: 'm2', delivery: { type: 'sending' } },
    ]);
    expect(parts.emitted).toEqual([]);
  });
});
