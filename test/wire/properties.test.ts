import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { AgentId, RoomId } from '../../src/model/ids.ts';
import { Agent } from '../../src/model/room.ts';
import { decodeEvent } from '../../src/wire/decode.ts';
import { decodeCentralServers, decodeMessageServer } from '../../src/wire/decode-message-server.ts';
import * as rest from '../../src/wire/decode-rest.ts';
import type { Decoded } from '../../src/wire/events.ts';
import { SAMPLES } from './samples.ts';
import { WireEventShape, WireMessageShape } from './schema.ts';
import { readTrace, TRACES } from './trace.ts';

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withSparseArray: true,
  withTypedArray: true,
});

/** A value with one place in it replaced by something else, or taken away. */
const mutated = (value: unknown): fc.Arbitrary<unknown> =>
  fc.tuple(fc.nat(), fc.option(anything, { nil: undefined })).map(([place, replacement]) => {
    const copy = structuredClone(value);
    const places: [Record<string, unknown>, string][] = [];
    const walk = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      for (const [key, child] of Object.entries(node)) {
        places.push([node as Record<string, unknown>, key]);
        walk(child);
      }
    };
    walk(copy);
    const chosen = places[place % Math.max(places.length, 1)];
    if (chosen) chosen[0][chosen[1]] = replacement;
    return copy;
  });

const NAMES = [...new Set([...SAMPLES.map(({ event }) => event), 'message', 'userTyping', 'somethingNew'])];
const SAMPLE_ARGS = SAMPLES.map(({ event, payload }) => ({ event, args: [payload] }));
const TRACED = TRACES.flatMap(readTrace);
const TRACED_ARGS = TRACED.flatMap(({ recv, args }) => (recv && args ? [{ event: recv, args }] : []));
const EVENTS = [...SAMPLE_ARGS, ...TRACED_ARGS];
const ANSWERS = [...new Set(TRACED.flatMap((line) => (line.rest?.json ? [line.rest.json] : [])))];

const isShaped = (schema: v.GenericSchema, decoded: Decoded<unknown>): void => {
  if (decoded.ok) v.parse(schema, decoded.value);
  else expect(decoded.reason).toMatch(/^[\w ]+: ./);
};

const { entries } = Agent;
const Reasons = v.array(v.string());
const DECODERS: [(body: unknown) => Decoded<unknown>, v.GenericSchema][] = [
  [rest.decodeVersion, v.string()],
  [rest.decodeAgents, v.strictObject({ agents: v.array(v.strictObject(entries)), reasons: Reasons })],
  [decodeMessageServer, v.string()],
  [decodeCentralServers, v.string()],
  [rest.decodeChannel, v.strictObject({ id: v.string(), name: v.undefinedable(v.string()) })],
  [rest.decodeRenamed('r1' as RoomId), v.undefined()],
  [rest.decodeMembership('r1' as RoomId, 'a1' as AgentId), v.undefined()],
  [rest.decodeUpload, v.strictObject({ url: v.string(), contentType: v.string() })],
  [rest.decodeParticipants, v.array(v.pipe(v.string(), v.minLength(1)))],
  [
    rest.decodeHistory,
    v.strictObject({ messages: v.array(WireMessageShape), reasons: Reasons, rows: v.number() }),
  ],
  [
    rest.decodePosted,
    v.strictObject({
      message: WireMessageShape,
      reply: v.undefinedable(WireMessageShape),
      knowsNoModes: v.boolean(),
    }),
  ],
  [(body) => ({ ok: true, value: rest.errorWords(body) }), v.undefinedable(v.string())],
];

describe('whatever comes', { timeout: 30_000 }, () => {
  it('as an event, decoding yields an event of the contract or a reason', () => {
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), fc.array(anything, { maxLength: 2 }), (name, args) =>
        isShaped(WireEventShape, decodeEvent(name, args)),
      ),
      { numRuns: 2_000 },
    );
  });

  it('under any name at all', () => {
    fc.assert(
      fc.property(fc.string(), anything, (name, payload) =>
        isShaped(WireEventShape, decodeEvent(name, [payload])),
      ),
    );
  });

  it('as an event of a trace with one place changed', () => {
    const changed = fc
      .constantFrom(...EVENTS)
      .chain(({ event, args }) => fc.tuple(fc.constant(event), mutated(args)));
    fc.assert(
      fc.property(changed, ([event, args]) =>
        isShaped(WireEventShape, decodeEvent(event, args as unknown[])),
      ),
      { numRuns: 3_000 },
    );
  });

  it.each(DECODERS.map(([decode, schema], index) => ({ index, decode, schema })))(
    'as an answer by HTTP ($index)',
    ({ decode, schema }) => {
      const body = fc.oneof(anything, fc.constantFrom(...ANSWERS).chain(mutated));
      fc.assert(
        fc.property(body, (answer) => isShaped(schema, decode(answer))),
        { numRuns: 500 },
      );
    },
  );
});
