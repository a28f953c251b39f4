import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deliveryOf, withDelivery, withoutDelivery } from '../../src/delivery/delivery-of.ts';
import { absent, endedSoon, notTaken, type OutboxEntry, sent, uncertain } from '../../src/delivery/entry.ts';
import { outboxDeadline } from '../../src/delivery/next-step.ts';
import { reduce, reduceAll } from '../../src/delivery/outbox.ts';
import {
  ACK_TIMEOUT_MS,
  type DeliveryRules,
  EMPTY_OUTBOX,
  type Outbox,
  type OutboxInput,
  UNCERTAIN_MS,
} from '../../src/delivery/state.ts';
import { LAST_TIME } from '../../src/model/time.ts';
import { messageId, other, own, roomId } from '../harness/nouns.ts';
import { entryOf, ROOMS } from './network.ts';

const entry = entryOf(messageId('m1'), 1);
const later = entryOf(messageId('m2'), 2);
const elsewhere = entryOf(messageId('m3'), 3, ROOMS[1]);

/** `connectionId`: on which the room is ready; null: on none. */
interface Circumstances extends Partial<DeliveryRules> {
  connectionId?: string | null;
}

const rulesOf = ({ connectionId: _, ...over }: Circumstances): DeliveryRules => ({
  now: 100_000,
  hasHistory: true,
  uncertainMs: UNCERTAIN_MS,
  ackTimeoutMs: ACK_TIMEOUT_MS,
  boundMs: 0,
  isExclusive: true,
  mayArriveTwice: true,
  ...over,
});
const outboxOf = (entries: readonly OutboxEntry[], { connectionId = 'now' }: Circumstances = {}): Outbox => ({
  ...EMPTY_OUTBOX,
  entries: new Map(entries.map((each) => [each.messageId, each])),
  ready: new Map(connectionId === null ? [] : ROOMS.map((room) => [room, connectionId])),
});

/** What is done, and until when there is nothing else to do. */
const doneOf = (
  entries: readonly OutboxEntry[],
  circumstances: Circumstances = {},
  ...inputs: readonly OutboxInput[]
) => {
  const rules = rulesOf(circumstances);
  const all: readonly OutboxInput[] = inputs.length > 0 ? inputs : [{ type: 'time-passed' }];
  const [outbox, ...effects] = reduceAll(outboxOf(entries, circumstances), all, rules);
  return { effects, until: outboxDeadline(outbox, rules), outbox };
};

describe('what is next', () => {
  const inFlight = sent(entry, 'now', 100_000, false);
  const unsure = uncertain(inFlight, 100_000);
  const sure = 100_000 + UNCERTAIN_MS;
  const no = { type: 'refused', error: 'no' } as const;
  const refused = uncertain(inFlight, 100_000, { refusal: no });
  const large = { type: 'too-large', bytes: 9 } as const;
  const tooLarge = uncertain(inFlight, 100_000, { refusal: large });

  const nothing = { effects: [], until: Infinity };
  const waits = (until: number) => ({ effects: [], until });
  const verifies = (what: OutboxEntry) => ({ effects: [{ type: 'verify', entry: what }] });
  const sends = (what: OutboxEntry, connectionId = 'now') => ({
    effects: [
      { type: 'save', entry: { messageId: what.messageId, phase: { type: 'in-flight', connectionId } } },
      { type: 'send', entry: { messageId: what.messageId, attempts: what.attempts + 1 }, connectionId },
    ],
  });
  const concludes = (what: OutboxEntry, delivery: object) => ({
    effects: [{ type: 'remove', entry: what, delivery }],
  });
  const reconnects = (what: OutboxEntry) => ({
    effects: [
      {
        type: 'save',
        entry: { messageId: what.messageId, suspect: (what.suspect ?? 0) + 1, phase: { type: 'uncertain' } },
      },
      { type: 'reconnect', connectionId: 'now' },
    ],
  });
  /** It is uncertain from `now` on, and verified at once. */
  const restarts = (what: OutboxEntry, now: number) => {
    const restarted = { messageId: what.messageId, phase: { type: 'uncertain', since: now } };
    return {
      effects: [
        { type: 'save', entry: restarted },
        { type: 'verify', entry: restarted },
      ],
    };
  };
  const failsFor = (reason: object) => ({ type: 'failed', reason });
  const unconfirmed = { type: 'unconfirmed' };

  it.each<[string, OutboxEntry[], Circumstances, object]>([
    ['nothing waits', [], {}, nothing],
    ['there is no connection', [entry], { connectionId: null }, nothing],
    ['there is one', [entry], {}, sends(entry)],
    ['one is in flight', [inFlight], {}, waits(100_000 + ACK_TIMEOUT_MS)],
    ['one is in flight, and another waits', [later, inFlight], {}, waits(100_000 + ACK_TIMEOUT_MS)],
    [
      'no answer came, and there is no history',
      [inFlight],
      { now: 100_000 + ACK_TIMEOUT_MS, hasHistory: false },
      concludes(inFlight, unconfirmed),
    ],
    ['no answer came', [inFlight], { now: 100_000 + ACK_TIMEOUT_MS }, reconnects(inFlight)],
    ['it is uncertain, with no connection yet', [unsure], { connectionId: null }, nothing],
    ['it is uncertain', [unsure], { connectionId: 'next' }, verifies(unsure)],
    ['W has not passed', [absent(unsure, sure - 1)], { now: sure - 1 }, waits(sure)],
    [
      'W has passed since a verification',
      [absent(unsure, sure - 1)],
      { now: sure },
      verifies(absent(unsure, sure - 1)),
    ],
    ['it was looked for after W', [absent(unsure, sure)], { now: sure }, sends(unsure)],
    ['nothing can be verified', [unsure], { hasHistory: false }, concludes(unsure, unconfirmed)],
    ['its request sees to its own end', [inFlight], { ackTimeoutMs: Infinity }, nothing],
    ['it was refused', [refused], {}, verifies(refused)],
    // The clock was set back by a minute, or by centuries: nothing waits until it is there again.
    ['one is in flight since a time to come', [inFlight], { now: 40_000 }, reconnects(inFlight)],
    [
      'it is uncertain since a time to come',
      [absent(unsure, 90_000)],
      { connectionId: 'next', now: 95_000 },
      restarts(unsure, 95_000),
    ],
    [
      'it is uncertain since a time to come, and was not looked for',
      [unsure],
      { connectionId: 'next', now: 95_000 },
      restarts(unsure, 95_000),
    ],
    [
      'it was looked for at a time to come',
      [absent(unsure, sure + 9)],
      { now: sure },
      restarts(unsure, sure),
    ],
    [
      'no time comes after',
      [absent(uncertain(inFlight, LAST_TIME), LAST_TIME)],
      { connectionId: 'next', now: LAST_TIME, ackTimeoutMs: Infinity },
      sends(unsure, 'next'),
    ],
    [
      'it was refused, and looked for after W',
      [absent(refused, sure)],
      { now: sure },
      concludes(absent(refused, sure), failsFor(no)),
    ],
    [
      'it was too large, and looked for after W',
      [absent(tooLarge, sure)],
      { now: sure },
      concludes(absent(tooLarge, sure), failsFor(large)),
    ],
    [
      'it was too large, and nothing can be verified',
      [tooLarge],
      { hasHistory: false },
      concludes(tooLarge, failsFor(large)),
    ],
    [
      'it was refused, and nothing can be verified',
      [refused],
      { hasHistory: false },
      concludes(refused, failsFor(no)),
    ],
    [
      'it was suspected twice, and no answer comes',
      [{ ...inFlight, suspect: 2 }],
      { now: 100_000 + ACK_TIMEOUT_MS, boundMs: 65_000 },
      waits(165_000),
    ],
    [
      'none comes on a connection that is surely alive',
      [{ ...inFlight, suspect: 2 }],
      { now: 165_000, boundMs: 65_000 },
      reconnects({ ...inFlight, suspect: 2 }),
    ],
    [
      'it was suspected for the last time',
      [{ ...unsure, suspect: 3 }],
      {},
      verifies({ ...unsure, suspect: 3 }),
    ],
    [
      'it was suspected for the last time, and is not there',
      [{ ...absent(unsure, sure), suspect: 3 }],
      { now: sure },
      concludes({ ...absent(unsure, sure), suspect: 3 }, failsFor({ type: 'not-taken' })),
    ],
    [
      'nothing can be verified, with no connection',
      [unsure],
      { hasHistory: false, connectionId: null },
      concludes(unsure, unconfirmed),
    ],
    ['another room has one in flight', [inFlight, elsewhere], {}, waits(100_000 + ACK_TIMEOUT_MS)],
    [
      'another room has one in flight, and each is answered by itself',
      [inFlight, elsewhere],
      { isExclusive: false, ackTimeoutMs: Infinity },
      sends(elsewhere),
    ],
    [
      'each is answered by itself, and one is suspected',
      [{ ...inFlight, suspect: 1 }, elsewhere],
      { isExclusive: false, ackTimeoutMs: Infinity },
      nothing,
    ],
  ])('when %s', (_when, entries, circumstances, done) => {
    const { effects, until } = doneOf(entries, circumstances);
    expect({ effects, until }).toMatchObject(done);
  });

  it('when the clock was set back since a verification failed: it is verified at once', () => {
    const failed: OutboxInput = {
      type: 'verification-failed',
      messageId: messageId('m1'),
      roomId: ROOMS[0],
      retryAt: 105_000,
    };
    const { outbox, until, effects } = doneOf([unsure], {}, failed);
    expect({ until, effects }).toEqual(waits(105_000));
    const [, ...due] = reduce(outbox, { type: 'time-passed' }, rulesOf({ now: 40_000 }));
    expect({ effects: due }).toMatchObject(restarts(unsure, 40_000));
  });

  const lost = (byItself = true, at = 100_000): OutboxInput => ({
    type: 'connection-lost',
    connectionId: 'now',
    at,
    byItself,
  });

  it('when its connection is gone: it is uncertain since then', () => {
    const { effects, outbox } = doneOf([inFlight], { now: 100_500 }, lost(false));
    expect(effects).toEqual([{ type: 'save', entry: uncertain(inFlight, 100_000) }]);
    expect(outbox.ready.size).toBe(0);
  });

  it('when another connection is there: it is uncertain, and verified on that one', () => {
    const ready: OutboxInput = { type: 'room-ready', roomId: ROOMS[0], connectionId: 'next' };
    const { effects } = doneOf([inFlight], {}, lost(false), ready);
    expect(effects).toEqual([
      { type: 'save', entry: uncertain(inFlight, 100_000) },
      { type: 'verify', entry: uncertain(inFlight, 100_000) },
    ]);
  });

  it.each<[string, OutboxInput, object]>([
    ['by itself and soon', lost(), { suspect: 1 }],
    ['by itself and later', lost(true, 102_001), { suspect: undefined }],
    ['from here', lost(false), { suspect: undefined }],
    // What was lost before the send was committed has not been sent at all.
    ['before it was sent', lost(true, 99_999), { suspect: undefined }],
  ])('suspects it where its connection ends %s', (_how, input, suspicion) => {
    const { outbox } = doneOf([inFlight], {}, input);
    const { suspect } = outbox.entries.get(messageId('m1')) ?? {};
    expect({ suspect }).toEqual(suspicion);
  });

  it('sends nothing on a connection that is lost, whatever else has happened', () => {
    const delivered: OutboxInput = { type: 'delivered', messageId: messageId('m1') };
    const { effects } = doneOf([inFlight, later], {}, delivered, lost());
    expect(effects).toEqual([{ type: 'remove', entry: inFlight, delivery: undefined }]);
  });

  it('when a worker starts: what an earlier one had in flight is uncertain', () => {
    const { effects } = doneOf(
      [],
      { connectionId: null },
      { type: 'loaded', entries: [inFlight, elsewhere] },
    );
    expect(effects).toEqual([{ type: 'save', entry: uncertain(inFlight, 100_000) }]);
  });

  it('does not depend on the order in which they are handed in', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([1, 2, 3, 4], { minLength: 1 }), (order) => {
        const { effects } = doneOf(order.map((seq) => entryOf(messageId(`m${seq}`), seq)));
        expect(effects).toMatchObject([
          { type: 'save' },
          { type: 'send', entry: { seq: Math.min(...order) } },
        ]);
      }),
    );
  });

  it('counts attempts, and forgets an earlier absence with each', () => {
    const again = sent(absent(unsure, sure), 'next', sure, false);
    expect(again).toMatchObject({ attempts: 2, phase: { type: 'in-flight', connectionId: 'next' } });
    expect(uncertain(again, 200_000).phase).toEqual({ type: 'uncertain', since: 200_000 });
  });

  it('counts the ends in a row that speak against it, and forgets them with the first that does not', () => {
    const suspect = (of: OutboxEntry): OutboxEntry =>
      sent(uncertain(of, 100_001, { isSuspect: true }), 'next', 100_002, false);
    expect(suspect(suspect(inFlight))).toMatchObject({ suspect: 2 });
    expect(uncertain(suspect(inFlight), 100_003)).not.toHaveProperty('suspect');
  });

  it('suspects it where its connection ended within two seconds, and the time that it takes on a slow one', () => {
    const long = sent({ ...entry, text: 'x'.repeat(100_000) }, 'now', 100_000, false);
    expect([102_000, 102_001].map((end) => endedSoon(inFlight, end))).toEqual([true, false]);
    expect([107_000, 107_001].map((end) => endedSoon(long, end))).toEqual([true, false]);
    expect(endedSoon(unsure, 100_001)).toBe(false);
  });

  it('takes no verification for an absence once it is not uncertain any more', () => {
    expect(absent(entry, 1)).toBe(entry);
    expect(absent(inFlight, 1)).toBe(inFlight);
  });

  it.each<[string, OutboxEntry, Circumstances, object]>([
    ['first', entry, {}, { type: 'sending' }],
    ['after it was verified twice', absent(unsure, sure), { now: sure }, { type: 'sending', again: true }],
    [
      'after nothing can arrive any more',
      absent(unsure, sure),
      { now: sure, mayArriveTwice: false },
      { type: 'sending' },
    ],
  ])('shows what is sent %s as it is', (_when, of, circumstances, delivery) => {
    const [outbox] = reduce(outboxOf([of]), { type: 'time-passed' }, rulesOf(circumstances));
    expect([...outbox.entries.values()].map(deliveryOf)).toEqual([delivery]);
  });
});

describe('the delivery that a message shows', () => {
  const inFlight = sent(entry, 'now', 100_000, true);
  const entries = new Map([[inFlight.messageId, inFlight]]);
  const waiting = own('m1', { roomId: ROOMS[0], delivery: { type: 'queued' } });

  it('is that of its entry while it waits, and is not stored', () => {
    const shown = withDelivery(waiting, entries);
    expect(shown).toEqual({ ...waiting, delivery: { type: 'sending', again: true } });
    expect(withoutDelivery(shown)).toEqual(waiting);
  });

  it('is uncertain where its entry is missing, or is one of another room', () => {
    const unconfirmed = { delivery: { type: 'unconfirmed' } };
    expect(withDelivery(waiting, new Map())).toMatchObject(unconfirmed);
    expect(withDelivery({ ...waiting, roomId: roomId('r9') }, entries)).toMatchObject(unconfirmed);
  });

  it('is that it waits once it was turned away, however often it was sent before', () => {
    const turnedAway = notTaken(sent(inFlight, 'later', 200_000, true));
    expect(turnedAway.attempts).toBe(1);
    expect(deliveryOf(turnedAway)).toEqual({ type: 'queued' });
  });

  it('is its own once it is settled', () => {
    for (const message of [own('m1', { delivery: { type: 'sent' } }), other('m1')]) {
      expect(withDelivery(message, entries)).toBe(message);
      expect(withoutDelivery(message)).toBe(message);
    }
  });
});
