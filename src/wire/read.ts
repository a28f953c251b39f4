import { clampCount } from '../model/count.ts';
import type { EntityId, RoomId, ServerMessageId } from '../model/ids.ts';
import { type Fields, isFields } from '../model/json.ts';
import { LIMITS, shorten } from '../model/shorten.ts';
import { readTime } from '../model/time.ts';
import type { Decoded } from './events.ts';

/** Reads the fields of a received value. A required field that is absent or of another type ends the reading. */
export interface Reader {
  fail(problem: string): never;
  /** The value as an object; `where` names it in the reason. */
  fields(value: unknown, where?: string): Fields;
  list(fields: Fields, name: string): readonly unknown[];
  /** The first of the named fields that holds a string that is not empty, nor too long. The reason names the first. */
  id(fields: Fields, ...names: string[]): string;
  /** The same; a name that is too long is shortened. */
  name(fields: Fields, ...names: string[]): string;
  /** The same; the string may be empty, and of any length. */
  string(fields: Fields, ...names: string[]): string;
  number(fields: Fields, name: string): number;
  /** A number, as the nearest `Count`. */
  count(fields: Fields, name: string): number;
  boolean(fields: Fields, name: string): boolean;
  room(fields: Fields): RoomId;
}

/**
 * Runs `read` and returns its value, or the reason for which it failed, which begins with `what`. Never throws, not even
 * where reading a field throws.
 */
export const decodeWith = <T>(what: string, read: (reader: Reader) => T): Decoded<T> => {
  let reason = `${what}: cannot be read`;
  const fail = (problem: string): never => {
    reason = `${what}: ${problem}`;
    throw new Error(reason);
  };
  try {
    return { ok: true, value: read(readerOf(fail)) };
  } catch {
    return { ok: false, reason };
  }
};

const readerOf = (fail: (problem: string) => never): Reader => {
  const required = <T>(
    fields: Fields,
    names: readonly string[],
    kind: string,
    pick: (value: unknown) => T | undefined,
  ): T => {
    let problem = 'is missing';
    for (const name of names) {
      const value = fields[name];
      const picked = pick(value);
      if (picked !== undefined) return picked;
      if (value !== undefined && value !== null && value !== '') problem = `is not ${kind}`;
    }
    return fail(`${names[0]} ${problem}`);
  };
  const nonEmptyIn = (fields: Fields, names: readonly string[]): string =>
    required(fields, names, 'a string', nonEmpty);
  const id = (fields: Fields, ...names: string[]): string => {
    const found = nonEmptyIn(fields, names);
    return found.length > LIMITS.id ? fail(`${names[0]} is too long`) : found;
  };
  const number = (fields: Fields, name: string): number =>
    required(fields, [name], 'a number', (value) => (Number.isFinite(value) ? (value as number) : undefined));
  return {
    fail,
    fields: (value, where = 'payload') => {
      if (isFields(value)) return value;
      return fail(`${where} is ${value === undefined || value === null ? 'missing' : 'not an object'}`);
    },
    list: (fields, name) =>
      required(fields, [name], 'a list', (value) =>
        Array.isArray(value) ? (value as readonly unknown[]) : undefined,
      ),
    id,
    name: (fields, ...names) => shorten(nonEmptyIn(fields, names), LIMITS.name),
    string: (fields, ...names) =>
      required(fields, names, 'a string', (value) => (typeof value === 'string' ? value : undefined)),
    number,
    count: (fields, name) => clampCount(number(fields, name)),
    boolean: (fields, name) =>
      required(fields, [name], 'a boolean', (value) => (typeof value === 'boolean' ? value : undefined)),
    room: (fields) => id(fields, ...ROOM) as RoomId,
  };
};

/** The names under which servers send a room's id: `roomId` in an agent's broadcast, `channelId` in a chunk. */
const ROOM = ['roomId', 'channelId', 'channel_id'] as const;

/** The value as an object; without fields where it is none. */
export const maybeFields = (value: unknown): Fields => (isFields(value) ? value : {});

const nonEmpty = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** The first of the named fields that holds a string that is not empty. */
export const maybeString = (fields: Fields, ...names: readonly string[]): string | undefined => {
  for (const name of names) {
    const value = nonEmpty(fields[name]);
    if (value !== undefined) return value;
  }
  return undefined;
};

/** The same, shortened to `limit` characters. */
export const maybeShort = (
  limit: number,
  fields: Fields,
  ...names: readonly string[]
): string | undefined => {
  const found = maybeString(fields, ...names);
  return found === undefined ? undefined : shorten(found, limit);
};

/** The same; undefined where it is too long for an id. */
export const maybeId = (fields: Fields, ...names: readonly string[]): string | undefined => {
  const found = maybeString(fields, ...names);
  return found === undefined || found.length > LIMITS.id ? undefined : found;
};

export const maybeRoom = (fields: Fields): RoomId | undefined =>
  maybeString(fields, ...ROOM) as RoomId | undefined;

export const maybeEntity = (fields: Fields, ...names: readonly string[]): EntityId | undefined =>
  maybeId(fields, ...names) as EntityId | undefined;

export const maybeServerId = (fields: Fields, ...names: readonly string[]): ServerMessageId | undefined =>
  maybeId(fields, ...names) as ServerMessageId | undefined;

/** The first of the named fields that holds a time, in milliseconds since the epoch. */
export const maybeTime = (fields: Fields, ...names: readonly string[]): number | undefined => {
  for (const name of names) {
    const time = readTime(fields[name]);
    if (time !== undefined) return time;
  }
  return undefined;
};
