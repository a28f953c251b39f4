import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/model/json.ts';
import { type Frame, frameAt } from './frames.ts';
import { WEIGHTS } from './kinds.ts';
import type { Context } from './payloads.ts';
import { toJson, withPrototypeKeys } from './values.ts';

const ROOM = '1cc83756-9ea8-4b1b-a564-0a8277f1f400';
const context: Context = {
  room: ROOM,
  agent: 'b850bc30-45f8-0041-a00a-83df46d8555d',
  me: 'ef48f971-fd2d-4f64-88e4-6043223f3145',
  own: [{ clientId: 'own-client-id', serverId: 'own-server-id' }],
  elsewhere: 'http://127.0.0.1:1',
  now: 1_795_507_856_595,
};
const COUNT = 20_000;
const frames = Array.from({ length: COUNT }, (_, index) => frameAt(1, index, context));

/** Name and payload of an event; undefined for another packet. */
const eventIn = ({ packets: [packet] }: Frame): [name: unknown, payload: unknown] | undefined => {
  const json = typeof packet === 'string' ? /^4[25](?:1-)?\d*(\[.*)$/s.exec(packet)?.[1] : undefined;
  const event = json === undefined ? undefined : parseJson(json);
  return Array.isArray(event) ? [event[0], event[1]] : undefined;
};

describe('a frame', () => {
  it('is the same for the same seed and index, whatever was made before it', () => {
    for (const index of [0, 7, 49, 12_345]) expect(frameAt(1, index, context)).toEqual(frames[index]);
    expect(frameAt(2, 12_345, context)).not.toEqual(frames[12_345]);
  });

  it('is of each kind, about as often as its weight says', () => {
    const countOf = (wanted: string): number => frames.filter(({ kind }) => kind === wanted).length;
    const streamed = countOf('stream');
    // But for the flood.
    expect(streamed / (COUNT - countOf('flood'))).toBeCloseTo(0.1, 2);
    expect(countOf('flood')).toBe(1_000);
    for (const [kind, weight] of Object.entries(WEIGHTS)) {
      const share = countOf(kind) / (COUNT - streamed - countOf('flood'));
      // Of a thousand that should be, a tenth more or less; of the rarest there are but seventy.
      expect(share, kind).toBeGreaterThan((weight / 100) * 0.7);
      expect(share, kind).toBeLessThan((weight / 100) * 1.3);
    }
  });

  it('comes into the chat in more than one of five cases', () => {
    expect(frames.filter(({ token }) => token !== undefined).length).toBeGreaterThan(COUNT / 5);
  });

  it('lets the connection end in fewer than one of fifty cases', () => {
    const ending = frames.filter(({ mayEnd }) => mayEnd);
    expect(ending.length).toBeGreaterThan(0);
    expect(ending.length).toBeLessThan(COUNT / 50);
  });

  it('deletes nothing of the user’s, and does not clear or delete the open room', () => {
    for (const frame of frames) {
      const [name, payload] = eventIn(frame) ?? [];
      if (name === 'channelCleared' || name === 'channelDeleted') {
        const { roomId, channelId } = Object(payload) as Record<string, unknown>;
        expect([roomId, channelId]).not.toContain(ROOM);
      }
      if (name === 'messageDeleted') expect(String(frame.packets[0])).not.toMatch(/own-(client|server)-id/);
    }
  });

  it('of another room names the open one nowhere, and says its own word', () => {
    const foreign = frames.filter(({ kind }) => kind === 'in another room');
    for (const frame of foreign) {
      const { roomId, payload } = Object(eventIn(frame)?.[1]) as Record<string, unknown>;
      const room = roomId ?? (Object(payload) as Record<string, unknown>).roomId;
      expect(room).not.toBe(ROOM);
      expect(JSON.stringify(frame.packets)).not.toMatch(/[fm]\d{6}/);
    }
    expect(JSON.stringify(foreign)).toMatch(/x\d{6}/);
  });
});

describe('a value', () => {
  it('may be a number that JSON cannot write', () => {
    expect(toJson({ a: '\u00011e999\u0001', b: [-0, '\u0001{"a":1,"a":2}\u0001'] })).toBe(
      '{"a":1e999,"b":[0,{"a":1,"a":2}]}',
    );
  });

  it('may have keys of the prototype as its own', () => {
    const json = toJson(withPrototypeKeys({ text: 'x' }));
    expect(json).toContain('"__proto__":{"polluted":"yes"}');
    expect(JSON.parse(json)).toMatchObject({ text: 'x' });
    expect('polluted' in {}).toBe(false);
  });
});
