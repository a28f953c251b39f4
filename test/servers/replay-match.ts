import { isUuid } from '../../src/model/ids.ts';

/** What stands for what: an id of the trace, and the one of this session in its place. */
export type Bindings = Map<string, string>;

/** What a person may write, name or attach as they like. */
const FREE = ['message', 'senderName', 'name', 'url', 'title', 'contentType'];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Whether what came is what the trace has, field for field. An id of the trace may be another here, always
 * the same one, and is bound to it; those that are `fixed` (the agent's, the message server's) may not.
 */
export const matches = (
  traced: unknown,
  live: unknown,
  fixed: ReadonlySet<string>,
  bindings: Bindings,
  key = '',
): boolean => {
  if (Array.isArray(traced)) {
    return (
      Array.isArray(live) &&
      live.length === traced.length &&
      traced.every((entry, index) => matches(entry, live[index], fixed, bindings, key))
    );
  }
  if (isObject(traced)) {
    const keys = Object.keys(traced);
    return (
      isObject(live) &&
      Object.keys(live).length === keys.length &&
      keys.every((name) => name in live && matches(traced[name], live[name], fixed, bindings, name))
    );
  }
  if (FREE.includes(key)) return typeof live === typeof traced;
  if (typeof traced !== 'string' || !isUuid(traced) || fixed.has(traced)) return Object.is(traced, live);
  if (typeof live !== 'string' || !isUuid(live)) return false;
  const bound = bindings.get(traced);
  bindings.set(traced, live);
  return bound === undefined || bound === live;
};

const ISO = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const A_TIME = 1_600_000_000_000;

/** What the trace's server said, with this session's ids in place of the trace's and the time `at` (ms). */
export const render = (traced: unknown, bindings: Bindings, at: number): unknown => {
  if (typeof traced === 'number') return traced > A_TIME ? at : traced;
  if (typeof traced === 'string') {
    if (ISO.test(traced)) return new Date(at).toISOString();
    return [...bindings].reduce((text, [from, to]) => text.replaceAll(from, to), traced);
  }
  if (Array.isArray(traced)) return traced.map((entry) => render(entry, bindings, at));
  if (!isObject(traced)) return traced;
  return Object.fromEntries(
    Object.entries(traced).map(([name, value]) => [name, render(value, bindings, at)]),
  );
};

/** Binds every id in the trace's words that stands for nothing yet to a new one. */
export const bindNew = (
  traced: unknown,
  fixed: ReadonlySet<string>,
  bindings: Bindings,
  mint: () => string,
): void => {
  if (typeof traced === 'string') {
    if (isUuid(traced) && !fixed.has(traced) && !bindings.has(traced)) bindings.set(traced, mint());
  } else if (typeof traced === 'object' && traced !== null) {
    for (const value of Object.values(traced)) bindNew(value, fixed, bindings, mint);
  }
};
