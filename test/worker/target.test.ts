import { expect, it } from 'vitest';
import { connectionTarget } from '../../src/worker/target.ts';
import { messageId, ROOM, roomId } from '../harness/nouns.ts';
import { storedRoom } from '../harness/store.ts';
import { PROFILE, startWorkerParts } from '../harness/worker-parts.ts';

it('the connection can do without a room that only has messages waiting, as long as there are others', async () => {
  const parts = await startWorkerParts();
  const foremost = () => connectionTarget(parts.session, false)?.foremost;
  const { roomId: _, ...profile } = PROFILE;
  await parts.outbound.queue(ROOM.id, messageId('m1'), 'hi');
  expect(foremost()).toBe(ROOM.id);
  const other = { ...ROOM, id: roomId('r2') };
  await parts.commit({ writes: [{ type: 'room', room: storedRoom({ room: other }) }] });
  expect(foremost()).toBe(ROOM.id);
  await parts.commit({ session: { profile } });
  expect(foremost()).toBeUndefined();
});
