import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  OpenTransport,
  Transport,
  TransportEvent,
  TransportOptions,
} from '../../../src/transport/transport.ts';
import type { Draft } from '../../../src/wire/encode.ts';
import { messageId, ROOM } from '../../harness/nouns.ts';

/** Words in which the server of a world says no. */
export const REFUSAL = 'Not today';
export const NO_KEY = 'Invalid or missing API Key';
/** What the agent of a world answers. */
export const REPLY = 'An answer';

/**
 * How the server of a world treats a message. `answer`: it takes it, and the agent replies. `refuse`: it says no, in
 * the words of REFUSAL. `garble`: its answer cannot be decoded. `lose`: the connection breaks before it answers.
 */
export type Conduct = 'answer' | 'refuse' | 'garble' | 'lose';

/** A transport and the server that it leads to, both real or both in memory. */
export interface World {
  openTransport: OpenTransport;
  options: TransportOptions;
  conduct: Conduct;
  /** The ids of the messages that reached the server, in their order. */
  received: string[];
  /** Refuses handshakes from now on, in the words of NO_KEY. */
  refuseHandshakes(): void;
  /** The server goes away; resolves once the transport has had reason to notice. */
  goAway(): Promise<void>;
  /** Resolves once all that is on its way has arrived. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

const draft = (id: string): Draft => ({ messageId: messageId(id), text: `text of ${id}`, attachments: [] });

/** What an event says of the fate of a message; undefined: nothing. */
const fateOf = (event: TransportEvent, id: string): 'taken' | 'refused' | 'open' | undefined => {
  switch (event.type) {
    case 'accepted':
      return event.messageId === id ? 'taken' : undefined;
    case 'rejected':
      return event.messageId === id && event.error.includes(REFUSAL) ? 'refused' : undefined;
    case 'uncertain':
      if (event.messageId !== id) return undefined;
      return event.reason?.type === 'refused' && event.reason.error.includes(REFUSAL) ? 'refused' : 'open';
    case 'unsent':
      return event.messageId === id ? 'open' : undefined;
    case 'event': {
      const { event: said } = event;
      if (said.type === 'acknowledged') return said.clientId === id ? 'taken' : undefined;
      if (said.type === 'broadcast') return said.message.clientId === id ? 'taken' : undefined;
      return said.type === 'message-error' && said.error.includes(REFUSAL) ? 'refused' : undefined;
    }
    case 'closed':
      return 'open';
    case 'opened':
    case 'undecodable':
    case 'log':
    case 'answered-elsewhere':
    case 'refused':
      return undefined;
    default:
      return event satisfies never;
  }
};

const isEnd = ({ type }: TransportEvent): boolean => type === 'closed' || type === 'refused';
const isReply = (event: TransportEvent): boolean =>
  event.type === 'event' &&
  event.event.type === 'broadcast' &&
  event.event.message.text === REPLY &&
  event.event.message.roomId === ROOM.id;

/** What every transport does, whichever network is under it. */
export const behavesAsTransport = (name: string, createWorld: () => Promise<World>): void => {
  describe(`${name}, as every transport,`, () => {
    let world: World;
    let transport: Transport;
    let events: TransportEvent[];
    let wake: () => void;

    /** Resolves with the first event from the `from`th on that `test` is true of. */
    const until = async (test: (event: TransportEvent) => boolean, from = 0): Promise<TransportEvent> => {
      for (;;) {
        const found = events.slice(from).find(test);
        if (found) return found;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    };
    const told = (): TransportEvent[] => events.filter(({ type }) => type !== 'log');
    const open = (over: Partial<TransportOptions> = {}): void => {
      transport = world.openTransport({ ...world.options, ...over }, (event) => {
        events.push(event);
        wake();
      });
    };
    const enter = async (): Promise<void> => {
      open();
      await until(({ type }) => type === 'opened');
      transport.join(ROOM);
      await until((event) => event.type === 'event' && event.event.type === 'joined');
    };
    const send = async (id: string): Promise<string | undefined> => {
      const { length } = events;
      transport.send(ROOM, draft(id));
      return fateOf(await until((event) => fateOf(event, id) !== undefined, length), id);
    };

    beforeEach(async () => {
      events = [];
      wake = () => {};
      world = await createWorld();
    });
    afterEach(async () => {
      transport.close();
      await world.close();
    });

    it('says once that it is open, before all else, and with pings that can be waited for', async () => {
      await enter();
      const [first] = told();
      expect(first).toMatchObject({ type: 'opened', details: { transport: expect.any(String) } });
      if (first?.type !== 'opened') throw new Error('not open');
      expect(first.details.pingInterval).toBeGreaterThan(0);
      expect(first.details.pingTimeout).toBeGreaterThan(0);
      expect(events.filter(({ type }) => type === 'opened')).toHaveLength(1);
    });

    it('says that a room is joined', async () => {
      await enter();
      expect(told().at(-1)).toEqual({
        type: 'event',
        event: { type: 'joined', roomId: ROOM.id },
      });
    });

    it('carries a message to the server once, and says that the server has it', async () => {
      await enter();
      expect(await send('m1')).toBe('taken');
      await world.settle();
      expect(world.received).toEqual(['m1']);
    });

    it('notes that a message went out before it says what became of it', async () => {
      await enter();
      await send('m1');
      const out = events.findIndex(
        (event) => event.type === 'log' && event.direction === 'out' && event.detail === 'send',
      );
      const fate = events.findIndex((event) => fateOf(event, 'm1') !== undefined);
      expect(out).toBeGreaterThanOrEqual(0);
      expect(out).toBeLessThan(fate);
    });

    it('notes what is received right before it says what that means', async () => {
      await enter();
      await send('m1');
      await until(isReply);
      for (const [index, event] of events.entries()) {
        if (event.type === 'event')
          expect(events[index - 1]).toMatchObject({ type: 'log', direction: 'in', detail: event.event.type });
      }
    });

    it('carries the reply back', async () => {
      await enter();
      await send('m1');
      await until(isReply);
      expect(events.filter(isReply)).toHaveLength(1);
    });

    it('carries one message after the other, each once', async () => {
      await enter();
      for (const id of ['m1', 'm2', 'm3']) expect(await send(id)).toBe('taken');
      await world.settle();
      expect(world.received).toEqual(['m1', 'm2', 'm3']);
    });

    it('passes the server’s no on in its words, and stays open', async () => {
      await enter();
      world.conduct = 'refuse';
      expect(await send('m1')).toBe('refused');
      world.conduct = 'answer';
      expect(await send('m2')).toBe('taken');
      expect(events.filter(isEnd)).toEqual([]);
    });

    it('says why something cannot be decoded, and stays open', async () => {
      await enter();
      world.conduct = 'garble';
      transport.send(ROOM, draft('m1'));
      expect(await until(({ type }) => type === 'undecodable')).toMatchObject({
        reason: expect.stringMatching(/./),
      });
      world.conduct = 'answer';
      expect(await send('m2')).toBe('taken');
      expect(events.filter(isEnd)).toEqual([]);
    });

    it('never calls a message taken whose answer was lost', async () => {
      await enter();
      world.conduct = 'lose';
      expect(await send('m1')).toBe('open');
      await world.settle();
      expect(events.map((event) => fateOf(event, 'm1'))).not.toContain('taken');
    });

    it('ends once when the server goes away, and says nothing more', async () => {
      await enter();
      await world.goAway();
      await until(isEnd);
      const { length } = events;
      transport.send(ROOM, draft('m1'));
      transport.join(ROOM);
      await world.settle();
      expect(events.slice(length)).toEqual([]);
      expect(events.filter(isEnd)).toMatchObject([{ type: 'closed', error: expect.stringMatching(/./) }]);
    });

    it('ends once where nothing answers, and was never open', async () => {
      await world.goAway();
      open();
      await until(isEnd);
      await world.settle();
      expect(told()).toMatchObject([{ type: 'closed', isUnfit: false }]);
    });

    it('passes the refusal of its handshake on, and ends with it', async () => {
      world.refuseHandshakes();
      open();
      await until(isEnd);
      await world.settle();
      expect(told()).toEqual([{ type: 'refused', error: expect.stringContaining(NO_KEY) }]);
    });

    it('is silent once it is closed, and carries nothing any more', async () => {
      await enter();
      const { length } = events;
      transport.close();
      transport.close();
      transport.join(ROOM);
      transport.send(ROOM, draft('m1'));
      transport.sendTyping(ROOM, true);
      expect(transport.stopReplies(ROOM.id)).toBe(false);
      await world.settle();
      expect(events.slice(length)).toEqual([]);
      expect(world.received).toEqual([]);
    });

    it('can be closed before it is open', async () => {
      open();
      transport.close();
      await world.settle();
      expect(told()).toEqual([]);
    });

    it('does not call a message too large that it carries', async () => {
      await enter();
      expect(transport.oversize(ROOM, draft('m1'))).toBeUndefined();
      expect(await send('m1')).toBe('taken');
    });

    it('is not busy while nothing is under way, and has no reply to stop', async () => {
      await enter();
      await send('m1');
      await until(isReply);
      await world.settle();
      expect(transport.isBusy()).toBe(false);
      expect(transport.stopReplies(ROOM.id)).toBe(false);
    });
  });
};
