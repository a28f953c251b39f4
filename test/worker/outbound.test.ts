import { beforeEach, describe, expect, it } from 'vitest';
import type { ApiResult } from '../../src/api/request.ts';
import { sent as sentEntry } from '../../src/delivery/entry.ts';
import { ACK_TIMEOUT_MS, UNCERTAIN_MS } from '../../src/delivery/state.ts';
import type { OwnMessage } from '../../src/model/message.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import type { HistoryPage } from '../../src/wire/decode-rest.ts';
import { readViewState } from '../../src/worker/snapshot.ts';
import { entryOf } from '../delivery/network.ts';
import { echo, messageId, own, ROOM, roomId, serverId, wire } from '../harness/nouns.ts';
import { storedRoom } from '../harness/store.ts';
import { limited, PROFILE, startWorkerParts, type WorkerParts } from '../harness/worker-parts.ts';

let parts: WorkerParts;
beforeEach(async () => {
  parts = await startWorkerParts();
});

const queue = async (...ids: string[]): Promise<void> => {
  for (const id of ids) await parts.outbound.queue(ROOM.id, messageId(id), `text of ${id}`);
  await parts.settle();
};
const sent = (): unknown[] => parts.emitted.map(({ payload }) => payload.payload.messageId);
const deliveries = async (): Promise<Record<string, OwnMessage['delivery']>> =>
  Object.fromEntries(
    (await parts.messages()).flatMap((message) =>
      message.type === 'own' ? [[message.id, message.delivery]] : [],
    ),
  );
/** The server has it, and tells everybody. */
const hear = async (id: string, server = `s-${id}`): Promise<void> => {
  await parts.inbound.handle({ type: 'broadcast', message: echo(id, server) });
  await parts.settle();
};
const pass = async (ms: number): Promise<void> => {
  parts.clock.pass(ms);
  await parts.settle();
};
const rejoin = async (connectionId: string): Promise<void> => {
  await parts.joinAs(connectionId);
  await parts.settle();
};

describe('a message of ours', () => {
  it('is committed before anything else, and waits for a connection', async () => {
    await queue('m1');
    expect(await deliveries()).toEqual({ m1: { type: 'queued' } });
    expect(await parts.store.outbox(PROFILE.id)).toMatchObject([{ messageId: 'm1', attempts: 0 }]);
    expect(sent()).toEqual([]);
    await rejoin('a');
    expect(sent()).toEqual(['m1']);
    expect(await deliveries()).toEqual({ m1: { type: 'sending' } });
  });

  it('is in flight on storage when it is emitted', async () => {
    const order: string[] = [];
    const disk = createMemoryStore();
    parts = await startWorkerParts({
      ...disk,
      commit: async (profile, writes) => {
        await disk.commit(profile, writes);
        for (const write of writes) if (write.type === 'outbox') order.push(write.entry.phase.type);
        order.push(`emitted: ${parts.emitted.length}`);
      },
    });
    await parts.joinAs('a');
    await queue('m1');
    expect(order.indexOf('in-flight')).toBeGreaterThan(-1);
    expect(order.slice(0, order.indexOf('in-flight') + 2)).not.toContain('emitted: 1');
    expect(sent()).toEqual(['m1']);
  });

  it('has no row written when it is merely sent: its entry tells, and the views are told', async () => {
    const written: string[] = [];
    const disk = createMemoryStore();
    parts = await startWorkerParts({
      ...disk,
      commit: async (profile, writes) => {
        await disk.commit(profile, writes);
        for (const write of writes) if (write.type === 'message') written.push(write.message.id);
      },
    });
    await queue('m1');
    parts.announced.length = 0;
    await parts.joinAs('a');
    await parts.settle();
    expect(written).toEqual(['m1']);
    expect((await disk.page(PROFILE.id, ROOM.id, 9)).messages).toMatchObject([
      { delivery: { type: 'queued' } },
    ]);
    expect(parts.announced).toContainEqual(
      expect.objectContaining({ message: expect.objectContaining({ delivery: { type: 'sending' } }) }),
    );
    const view = await readViewState(parts.session, parts.store);
    expect(view.open?.messages).toMatchObject([{ delivery: { type: 'sending' } }]);
    expect(await parts.known.find(ROOM.id, { clientId: messageId('m1') })).toMatchObject({
      delivery: { type: 'sending' },
    });
  });

  it('is stored as waiting, whatever else of it is written while it is in flight', async () => {
    await parts.joinAs('a');
    await queue('m1');
    await parts.outbound.queue(ROOM.id, messageId('m2'), 'better', { edits: messageId('m1') });
    const { messages } = await parts.disk.page(PROFILE.id, ROOM.id, 9);
    expect(messages).toMatchObject([
      { id: 'm1', edited: true, delivery: { type: 'queued' } },
      { id: 'm2', delivery: { type: 'queued' } },
    ]);
    expect(await deliveries()).toEqual({ m1: { type: 'sending' }, m2: { type: 'queued' } });
  });

  it('is not sent on a connection whose loss is still to be taken in', async () => {
    await parts.forgetHistory();
    await parts.joinAs('a');
    await queue('m1', 'm2');
    void parts.inbound.handle({ type: 'broadcast', message: echo('m1', 's1') });
    parts.lose();
    await parts.settle();
    expect(await deliveries()).toEqual({ m1: { type: 'sent' }, m2: { type: 'queued' } });
    expect(sent()).toEqual(['m1']);
  });

  it('whose entry is missing is the user’s to decide', async () => {
    await parts.disk.commit(PROFILE.id, [{ type: 'message', message: own('m1') }]);
    const view = await readViewState(parts.session, parts.store);
    expect(view.open?.messages).toMatchObject([{ id: 'm1', delivery: { type: 'unconfirmed' } }]);
    await parts.joinAs('a');
    expect(sent()).toEqual([]);
    const asked = await parts.execute({ type: 'retry', roomId: ROOM.id, messageId: messageId('m1') });
    expect(asked).toEqual({ ok: true });
    await parts.settle();
    expect(sent()).toEqual(['m1']);
  });

  it('asked for twice, or by two views, is one message', async () => {
    await parts.joinAs('a');
    const ask = () => parts.outbound.queue(ROOM.id, messageId('m1'), 'hi');
    await Promise.all([ask(), ask()]);
    await parts.settle();
    await ask();
    await hear('m1');
    await ask();
    await parts.settle();
    expect(sent()).toEqual(['m1']);
    expect(await parts.messages()).toHaveLength(1);
  });

  it('goes with what was attached, and says what it is written in place of', async () => {
    const attachments = [{ id: 'a', url: '/media/a.png', title: 'a.png', contentType: 'image/png' }];
    await parts.joinAs('a');
    await queue('m1');
    await hear('m1');
    await parts.outbound.queue(ROOM.id, messageId('m2'), 'better', { attachments, edits: messageId('m1') });
    await parts.settle();
    expect(parts.emitted.at(-1)?.payload.payload).toMatchObject({
      attachments: [{ url: '/media/a.png', name: 'a.png', type: 'image/png' }],
      metadata: { editOf: 'm1' },
    });
    // The echo and the history carry less than what was written; and what was replaced says so for good.
    await hear('m2');
    await hear('m1');
    expect(await parts.messages()).toMatchObject([
      { id: 'm1', edited: true },
      { id: 'm2', attachments, edits: 'm1' },
    ]);
  });

  it('goes only when the one before it is settled', async () => {
    await parts.joinAs('a');
    await queue('m1', 'm2');
    expect(sent()).toEqual(['m1']);
    await hear('m1');
    expect(sent()).toEqual(['m1', 'm2']);
    await hear('m2');
    expect(await parts.store.outbox(PROFILE.id)).toEqual([]);
    expect(await deliveries()).toEqual({ m1: { type: 'sent' }, m2: { type: 'sent' } });
  });

  it('waits for one in another room of the same connection: a refusal names no room', async () => {
    const another = { ...ROOM, id: roomId('r2') };
    await parts.commit({ writes: [{ type: 'room', room: storedRoom({ room: another }) }] });
    await parts.joinAs('a');
    await parts.outbound.roomReady(another.id, 'a');
    await queue('m1');
    await parts.outbound.queue(another.id, messageId('m2'), 'hi');
    await parts.settle();
    expect(sent()).toEqual(['m1']);
    await hear('m1');
    expect(sent()).toEqual(['m1', 'm2']);
  });

  it.each([true, false])(
    'waits again where its connection went while it was committed; history: %s',
    async (hasHistory) => {
      const disk = createMemoryStore();
      const losing = {
        ...disk,
        commit: async (...[profile, writes]: Parameters<typeof disk.commit>) => {
          await disk.commit(profile, writes);
          if (writes.some((write) => write.type === 'outbox' && write.entry.phase.type === 'in-flight')) {
            parts.lose();
          }
        },
      };
      parts = await startWorkerParts(losing, { hasHistory });
      await parts.joinAs('a');
      await queue('m1');
      await parts.settle();
      expect(sent()).toEqual([]);
      const [entry] = await parts.store.outbox(PROFILE.id);
      expect(entry).toMatchObject({ attempts: 0, phase: { type: 'queued' } });
      expect(entry?.suspect).toBeUndefined();
      expect(await deliveries()).toEqual({ m1: { type: 'queued' } });
    },
  );

  it('that the server refuses is said to be, in its words, and the next one goes', async () => {
    await parts.joinAs('a');
    await queue('m1', 'm2');
    await parts.outbound.refused('not here');
    await parts.settle();
    expect(await deliveries()).toMatchObject({
      m1: { type: 'failed', reason: { type: 'refused', error: 'not here' } },
      m2: { type: 'sending' },
    });
    expect(sent()).toEqual(['m1', 'm2']);
  });

  it.each<[string, unknown, object]>([
    ['nothing', undefined, { type: 'sent' }],
    ['something', { received: true }, { type: 'sent' }],
    ['an error', { error: 'no' }, { type: 'failed', reason: { error: 'no' } }],
    ['no success', { success: false }, { type: 'failed' }],
  ])('whose callback is called with %s is settled by it', async (_what, answer, delivery) => {
    await parts.joinAs('a');
    await queue('m1');
    parts.emitted[0]?.answer?.(answer);
    await parts.settle();
    expect(await deliveries()).toMatchObject({ m1: delivery });
  });

  it('is not failed by the callback of a message before it, which came after the broadcast', async () => {
    await parts.joinAs('a');
    await queue('m1', 'm2');
    await hear('m1');
    expect(sent()).toEqual(['m1', 'm2']);
    parts.emitted[0]?.answer?.({ error: 'too late' });
    await parts.settle();
    expect(await deliveries()).toEqual({ m1: { type: 'sent' }, m2: { type: 'sending' } });
  });

  it('is not settled by the callback of a connection that is gone', async () => {
    await parts.joinAs('a');
    await queue('m1');
    parts.lose();
    await parts.settle();
    parts.emitted[0]?.answer?.({});
    await parts.settle();
    expect(await deliveries()).toMatchObject({ m1: { type: 'sending' } });
  });

  it('that nobody acknowledges makes the connection be left', async () => {
    await parts.joinAs('a');
    await queue('m1');
    await pass(ACK_TIMEOUT_MS - 1);
    expect(parts.left).toEqual([]);
    await pass(1);
    expect(parts.left).toHaveLength(1);
  });
});

describe('an uncertain message', () => {
  const loseOne = async (): Promise<void> => {
    await parts.joinAs('a');
    await queue('m1');
    parts.lose();
    await parts.settle();
  };

  it('is looked for, and found', async () => {
    await loseOne();
    parts.rows = [echo('m1', 's1')];
    await rejoin('b');
    expect(sent()).toEqual(['m1']);
    expect(await deliveries()).toEqual({ m1: { type: 'sent' } });
    expect(await parts.store.outbox(PROFILE.id)).toEqual([]);
  });

  it('is looked for twice, W apart, before it is sent again and said to have been', async () => {
    await loseOne();
    await rejoin('b');
    expect(sent()).toEqual(['m1']);
    await pass(UNCERTAIN_MS - 1);
    expect(sent()).toEqual(['m1']);
    await pass(1);
    expect(sent()).toEqual(['m1', 'm1']);
    expect(await deliveries()).toEqual({ m1: { type: 'sending', again: true } });
    await hear('m1');
    expect(await deliveries()).toEqual({ m1: { type: 'sent', twice: 'maybe' } });
  });

  describe('of which the server’s clock was set back after it was written', () => {
    const HOUR = 3_600_000;
    const row = (id: number, createdAt: number) => wire({ serverId: serverId(`s${id}`), createdAt });
    /** Before it, a hundred messages were heard from a server three hours ahead; after it, sixty were missed. */
    const loseBetween = async (isStored: boolean): Promise<void> => {
      const now = parts.clock.now();
      const old = Array.from({ length: 60 }, (_, index) => row(index, now - HOUR + index));
      const ahead = Array.from({ length: 100 }, (_, index) => row(1_000 + index, now + 3 * HOUR + index));
      parts.rows = [...old].reverse();
      await parts.history.catchUp(ROOM.id, () => true);
      for (const message of ahead) await parts.inbound.handle({ type: 'broadcast', message });
      await loseOne();
      const missed = Array.from({ length: 60 }, (_, index) => row(2_000 + index, now + 60_000 + index));
      const written = isStored ? [echo('m1', 's-m1', { createdAt: now + 5_000 })] : [];
      parts.rows = [...old, ...written, ...missed, ...ahead].reverse();
      parts.clock.pass(120_000);
      await rejoin('b');
      await pass(UNCERTAIN_MS);
    };

    it('is found below what is newer by the clock that was wrong', async () => {
      await loseBetween(true);
      expect(sent()).toEqual(['m1']);
      expect(await parts.store.outbox(PROFILE.id)).toEqual([]);
    });

    it('is sent again where it is not there', async () => {
      await loseBetween(false);
      expect(sent()).toEqual(['m1', 'm1']);
    });
  });

  it('is unconfirmed where the history never reaches back to what was known before it', async () => {
    parts.rows = [wire({ serverId: serverId('s0'), createdAt: 900_000 })];
    await parts.history.catchUp(ROOM.id, () => true);
    await loseOne();
    let given = 0;
    parts.answer = async ({ limit, before = 2_000_000 }) => {
      const messages = Array.from({ length: limit }, (_, index) =>
        wire({ serverId: serverId(`e${given++}`), createdAt: before - 1 - index }),
      );
      return { ok: true, value: { messages, rows: limit, reasons: [] } };
    };
    await rejoin('b');
    for (let turn = 0; turn < 20; turn += 1) await parts.settle();
    expect(sent()).toEqual(['m1']);
    expect(given).toBeLessThan(10_000);
    expect(await parts.store.outbox(PROFILE.id)).toEqual([]);
    const message = await parts.known.find(ROOM.id, { clientId: messageId('m1') });
    expect(message).toMatchObject({ delivery: { type: 'unconfirmed' } });
  });

  it('that arrives between the two verifications is not sent again', async () => {
    await loseOne();
    await rejoin('b');
    await pass(UNCERTAIN_MS - 1);
    parts.rows = [echo('m1', 's1')];
    await pass(1);
    expect(sent()).toEqual(['m1']);
    expect(await deliveries()).toEqual({ m1: { type: 'sent' } });
  });

  it('whose own broadcast settles it while the rows of a verification are merged stays settled', async () => {
    await loseOne();
    const { mergeRows } = parts.history;
    parts.history.mergeRows = async (roomId, rows) => {
      const known = await mergeRows(roomId, rows);
      void parts.inbound.handle({ type: 'broadcast', message: echo('m1', 's1') });
      return known;
    };
    await rejoin('b');
    await pass(UNCERTAIN_MS);
    expect(sent()).toEqual(['m1']);
    expect(await parts.store.outbox(PROFILE.id)).toEqual([]);
  });

  it('is not taken for absent by a verification that failed', async () => {
    await loseOne();
    parts.answer = async () => ({ ok: false, error: { type: 'network' } });
    await rejoin('b');
    await pass(UNCERTAIN_MS * 2);
    expect(sent()).toEqual(['m1']);
    parts.answer = undefined;
    await pass(5_000);
    expect(sent()).toEqual(['m1', 'm1']);
  });

  it('waits as long as a server that limits us says', async () => {
    await loseOne();
    let asked = 0;
    parts.answer = async () => {
      asked += 1;
      return { ok: false, error: limited(parts.clock.now() + 600_000) };
    };
    await rejoin('b');
    await pass(599_999);
    expect(asked).toBe(1);
    parts.answer = undefined;
    await pass(1);
    expect(sent()).toEqual(['m1', 'm1']);
  });

  it('is looked for once at a time, however often something happens', async () => {
    await loseOne();
    const answers: ((answer: ApiResult<HistoryPage>) => void)[] = [];
    parts.answer = () => new Promise((resolve) => answers.push(resolve));
    await rejoin('b');
    parts.outbound.pump();
    await parts.settle();
    expect(answers).toHaveLength(1);
  });

  it('is counted from the start of its verification, not from the end', async () => {
    await loseOne();
    const answers: ((answer: ApiResult<HistoryPage>) => void)[] = [];
    parts.answer = () => new Promise((resolve) => answers.push(resolve));
    await rejoin('b');
    parts.clock.pass(UNCERTAIN_MS);
    answers[0]?.({ ok: true, value: { messages: [], rows: 0, reasons: [] } });
    await parts.settle();
    expect(sent()).toEqual(['m1']);
    expect(answers).toHaveLength(2);
  });

  it('waits for as long as the old connection can deliver, where a second answer costs', async () => {
    await parts.commit({ session: { settings: { ...parts.session.settings, avoidSecondAnswer: true } } });
    await loseOne();
    await rejoin('b');
    await pass(64_999);
    expect(sent()).toEqual(['m1']);
    await pass(1);
    expect(sent()).toEqual(['m1', 'm1']);
    await hear('m1');
    expect(await deliveries()).toEqual({ m1: { type: 'sent' } });
  });

  it('keeps the next one waiting', async () => {
    await loseOne();
    await queue('m2');
    await rejoin('b');
    expect(sent()).toEqual(['m1']);
    await pass(UNCERTAIN_MS);
    await hear('m1');
    expect(sent()).toEqual(['m1', 'm1', 'm2']);
  });

  it('is the user’s to decide where the history is another one', async () => {
    parts.rows = [wire({ createdAt: 500 })];
    await parts.history.mergeRows(ROOM.id, parts.rows);
    await loseOne();
    parts.rows = [wire({ createdAt: 9_000 })];
    await rejoin('b');
    expect(await deliveries()).toEqual({ m1: { type: 'unconfirmed' } });
    await pass(60_000);
    expect(sent()).toEqual(['m1']);
  });
});

describe('a message that ends its connection', () => {
  const NOT_TAKEN = { type: 'failed', reason: { type: 'not-taken' } };
  /** It goes out on a new connection, which ends right after, by itself unless told otherwise. */
  const attempt = async (connectionId: string, ms = 100, byItself = true): Promise<void> => {
    await pass(UNCERTAIN_MS);
    await rejoin(connectionId);
    await pass(ms);
    parts.lose(byItself);
    await parts.settle();
  };

  it('is said to have failed after three times, once it was looked for, and what waits behind it goes', async () => {
    await queue('m1', 'm2');
    for (const id of ['a', 'b', 'c']) await attempt(id);
    expect(sent()).toEqual(['m1', 'm1', 'm1']);
    await rejoin('d');
    expect(await deliveries()).toMatchObject({ m1: { type: 'sending' } });
    await pass(UNCERTAIN_MS);
    expect(await deliveries()).toMatchObject({ m1: NOT_TAKEN, m2: { type: 'sending' } });
    expect(sent()).toEqual(['m1', 'm1', 'm1', 'm2']);
  });

  it('is sent, after all, where the history has it', async () => {
    await queue('m1');
    for (const id of ['a', 'b', 'c']) await attempt(id);
    parts.rows = [echo('m1', 's1')];
    await rejoin('d');
    expect(await deliveries()).toMatchObject({ m1: { type: 'sent' } });
  });

  it.each<[string, number, boolean]>([
    ['later', 5_000, true],
    ['from here', 100, false],
  ])('is not suspected of a connection that ends %s', async (_when, ms, byItself) => {
    await queue('m1');
    for (const id of ['a', 'b']) await attempt(id);
    await attempt('c', ms, byItself);
    for (const id of ['d', 'e']) await attempt(id);
    await rejoin('f');
    await pass(UNCERTAIN_MS);
    expect(sent()).toHaveLength(6);
    expect(await deliveries()).toEqual({ m1: { type: 'sending', again: true } });
  });

  it('is counted over the end of a worker, whose own end counts for nothing', async () => {
    await queue('m1');
    for (const id of ['a', 'b']) await attempt(id);
    const { disk, clock } = parts;
    parts = await startWorkerParts(disk);
    parts.clock.pass(clock.now() - parts.clock.now());
    await attempt('c');
    await rejoin('d');
    await pass(UNCERTAIN_MS);
    expect(await deliveries()).toMatchObject({ m1: NOT_TAKEN });
  });

  it('that no server answers fails as well, the last time on a connection that is surely alive', async () => {
    await queue('m1', 'm2');
    for (const [id, ms] of [
      ['a', ACK_TIMEOUT_MS],
      ['b', ACK_TIMEOUT_MS],
      ['c', 65_000],
    ] as const) {
      await pass(UNCERTAIN_MS);
      await rejoin(id);
      await pass(ms);
      expect(parts.left).toHaveLength(['a', 'b', 'c'].indexOf(id) + 1);
    }
    await rejoin('d');
    await pass(UNCERTAIN_MS);
    expect(await deliveries()).toMatchObject({ m1: NOT_TAKEN, m2: { type: 'sending' } });
  });

  it('goes alone once it is suspected, where others could go beside it', async () => {
    const another = { ...ROOM, id: roomId('r2') };
    await parts.commit({ writes: [{ type: 'room', room: storedRoom({ room: another }) }] });
    parts.answersEach = true;
    const joinBoth = async (connectionId: string): Promise<void> => {
      await pass(UNCERTAIN_MS);
      await rejoin(connectionId);
      await parts.outbound.roomReady(another.id, connectionId);
      await parts.settle();
    };
    await queue('m1');
    await parts.outbound.queue(another.id, messageId('m2'), 'hi');
    await joinBoth('a');
    expect(sent()).toEqual(['m1', 'm2']);
    parts.lose();
    await joinBoth('b');
    expect(sent()).toEqual(['m1', 'm2', 'm1']);
  });
});

describe('a message that is too large', () => {
  it('for the connection fails before it goes, in numbers, and what waits behind it goes', async () => {
    await queue('m1', 'm2');
    parts.oversize = (_room, { messageId: id }) => (id === 'm1' ? { bytes: 150, limit: 100 } : undefined);
    await rejoin('a');
    expect(sent()).toEqual(['m2']);
    expect(await deliveries()).toEqual({
      m1: { type: 'failed', reason: { type: 'too-large', bytes: 150, limit: 100 } },
      m2: { type: 'sending' },
    });
    expect(await parts.messages()).toMatchObject([{ text: 'text of m1' }, { text: 'text of m2' }]);
  });

  it.each([true, false])(
    'for what stands before the server fails when that says so (history: %s)',
    async (hasHistory) => {
      if (!hasHistory) await parts.forgetHistory();
      await parts.joinAs('a');
      await queue('m1', 'm2');
      void parts.outbound.uncertain(messageId('m1'), { type: 'too-large', bytes: 150 });
      parts.lose();
      await parts.settle();
      await rejoin('b');
      await pass(UNCERTAIN_MS);
      expect(sent()).toEqual(['m1', 'm2']);
      expect(await deliveries()).toMatchObject({
        m1: { type: 'failed', reason: { type: 'too-large', bytes: 150 } },
      });
    },
  );

  it('waits again, and shows it, where it was turned away', async () => {
    await parts.joinAs('a');
    await queue('m1');
    expect(await deliveries()).toEqual({ m1: { type: 'sending' } });
    void parts.outbound.unsent(messageId('m1'));
    parts.lose();
    await parts.settle();
    expect(await deliveries()).toEqual({ m1: { type: 'queued' } });
    expect(parts.announced.at(-1)).toMatchObject({ type: 'put', message: { delivery: { type: 'queued' } } });
  });

  it('is refused when it is written, and is not in the conversation', async () => {
    parts.oversize = () => ({ bytes: 150, limit: 100 });
    const asked = await parts.execute({
      type: 'send',
      roomId: ROOM.id,
      messageId: messageId('m1'),
      text: 'x',
    });
    expect(asked).toEqual({ ok: false, failure: { type: 'too-large', bytes: 150, limit: 100 } });
    expect(await parts.messages()).toEqual([]);
  });
});

describe('without a history', () => {
  beforeEach(async () => {
    await parts.forgetHistory();
    await parts.joinAs('a');
    await queue('m1');
    parts.lose();
    await parts.settle();
  });

  it('an uncertain message is said to be, and never sent again by itself', async () => {
    expect(await deliveries()).toEqual({ m1: { type: 'unconfirmed' } });
    await rejoin('b');
    await pass(3_600_000);
    expect(sent()).toEqual(['m1']);
  });

  it('it is sent again when the user says so, once, and the draft is left alone', async () => {
    await parts.commit({ writes: [{ type: 'draft', roomId: ROOM.id, text: 'half a sen' }] });
    const [message] = await parts.messages();
    await rejoin('b');
    if (message?.type === 'own') await parts.outbound.retry(message);
    await parts.settle();
    expect(sent()).toEqual(['m1', 'm1']);
    expect(await parts.store.draft(PROFILE.id, ROOM.id)).toEqual({ text: 'half a sen', at: 0 });
  });

  it('it is kept, and its room, where storage has neither', async () => {
    const disk = createMemoryStore();
    const lost = sentEntry(entryOf(messageId('m9'), 1, roomId('r9')), 'gone', 5, false);
    await disk.commit(PROFILE.id, [{ type: 'outbox', entry: { ...lost, text: 'kept' } }]);
    parts = await startWorkerParts(disk, { hasHistory: false });
    expect((await disk.page(PROFILE.id, roomId('r9'), 9)).messages).toMatchObject([
      { id: 'm9', text: 'kept', delivery: { type: 'unconfirmed' } },
    ]);
    expect(parts.session.rooms.has(roomId('r9'))).toBe(true);
    expect(await disk.outbox(PROFILE.id)).toEqual([]);
  });

  it('it is gone when the user discards it, and stays gone', async () => {
    const [message] = await parts.messages();
    if (message?.type === 'own') await parts.unit.transact((tx) => parts.outbound.discard(tx, message));
    await rejoin('b');
    expect(await parts.messages()).toEqual([]);
    expect(sent()).toEqual(['m1']);
  });
});

it('a message that is written empties the draft of its room in the same commit', async () => {
  await parts.commit({ writes: [{ type: 'draft', roomId: ROOM.id, text: 'text of m1' }] });
  const extras = { draftAt: 5 };
  await parts.outbound.queue(ROOM.id, messageId('m1'), 'text of m1', extras);
  expect(await parts.store.draft(PROFILE.id, ROOM.id)).toEqual({ text: '', at: 5 });
  await parts.commit({
    writes: [{ type: 'draft', roomId: ROOM.id, text: 'written elsewhere since', at: 7 }],
  });
  await parts.outbound.queue(ROOM.id, messageId('m2'), 'text of m2', { draftAt: 6 });
  // A message that was not written in the composer ("Ask again") leaves the draft alone.
  await queue('m3');
  expect(await parts.store.draft(PROFILE.id, ROOM.id)).toEqual({ text: 'written elsewhere since', at: 7 });
});
