import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { decodeEvent } from '../../src/wire/decode.ts';
import * as rest from '../../src/wire/decode-rest.ts';
import { SAMPLES } from './samples.ts';
import { WireEventShape } from './schema.ts';
import { readTrace } from './trace.ts';

const trap = (): never => {
  throw new Error('trap');
};
const TRAPS = { get: trap, has: trap, ownKeys: trap, getPrototypeOf: trap, getOwnPropertyDescriptor: trap };

const revoked = (): unknown => {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  return proxy;
};

const cyclic = (): unknown => {
  const cycle: Record<string, unknown> = { roomId: 'r1', text: 'hello' };
  cycle.payload = cycle;
  cycle.metadata = cycle;
  cycle.attachments = [cycle];
  cycle.data = cycle;
  cycle.messages = [cycle];
  return cycle;
};

/** Throws, when it is read, something that throws when it is looked at. */
const throwsTraps = (): unknown =>
  Object.defineProperty({ roomId: 'r1' }, 'text', {
    get: () => {
      throw new Proxy({}, TRAPS);
    },
  });

/** Values that do something when they are read, made anew for each use. */
const HOSTILE: [string, () => unknown][] = [
  ['a proxy of which every trap throws', () => new Proxy({}, TRAPS)],
  ['a revoked proxy', revoked],
  ['a list behind a proxy that throws', () => new Proxy([1, 2], { get: trap })],
  ['a getter that throws', () => Object.defineProperty({}, 'roomId', { get: trap })],
  ['a getter that throws what cannot be looked at', throwsTraps],
  ['conversions that throw', () => ({ toString: trap, valueOf: trap, [Symbol.toPrimitive]: trap })],
  ['a cycle', cyclic],
  ['a list with holes', () => new Array(1_000)],
  ['a text of a million characters', () => 'x'.repeat(1_000_000)],
  ['a date that is none', () => new Date(Number.NaN)],
  ['a function', () => trap],
];

const ANSWERS = readTrace('1.7.2').flatMap((line) => (line.rest?.json ? [line.rest.json] : []));
const DECODERS = Object.entries(rest).filter(([name]) => name.startsWith('decode')) as [
  string,
  (body: unknown) => ReturnType<typeof rest.decodeVersion>,
][];

/** A copy for each place in a value that can be reached, with what `make` makes put there. */
const everywhere = (value: unknown, make: () => unknown): unknown[] => {
  if (typeof value !== 'object' || value === null) return [make()];
  const copies = Object.entries(value).flatMap(([key, child]) =>
    everywhere(child, make).map((changed) =>
      Array.isArray(value) ? value.with(Number(key), changed) : { ...value, [key]: changed },
    ),
  );
  return [make(), ...copies];
};

describe.each(HOSTILE)('%s', { timeout: 30_000 }, (_name, make) => {
  it('is never thrown at the caller, in whatever place of an event', () => {
    for (const { event, payload } of SAMPLES) {
      for (const changed of everywhere(payload, make)) {
        const decoded = decodeEvent(event, [changed]);
        if (decoded.ok) v.parse(WireEventShape, decoded.value);
        else expect(decoded.reason.startsWith(`${event}: `)).toBe(true);
        expect(() => decodeEvent('message', [{ type: 3, payload: changed }])).not.toThrow();
      }
    }
  });

  it('is never thrown at the caller, in whatever place of an answer by HTTP', () => {
    for (const answer of ANSWERS) {
      for (const changed of everywhere(answer, make)) {
        for (const [name, decode] of DECODERS) expect(() => decode(changed), name).not.toThrow();
        expect(() => rest.errorWords(changed)).not.toThrow();
      }
    }
  });
});
