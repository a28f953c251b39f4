import type { Making } from './payloads.ts';
import { anyValue, withPrototypeKeys } from './values.ts';

/** How often a field or an entry is changed where there are few of them. */
const OFTEN = 0.12;

/** A copy of a JSON value in which some fields and entries, at any depth, are gone or are something else. */
export const mutateDeep = (value: unknown, making: Making): unknown => {
  const { random, context } = making;
  if (random() < OFTEN / 3) return anyValue(random, context.elsewhere);
  if (Array.isArray(value)) {
    // A long list keeps most of its entries.
    const rate = Math.min(OFTEN, 3 / Math.max(1, value.length));
    return value.flatMap((entry) => {
      const dice = random();
      if (dice < rate / 3) return [];
      if (dice < (2 * rate) / 3) return [entry, entry];
      return [dice < 3 * rate ? mutateDeep(entry, making) : entry];
    });
  }
  if (typeof value !== 'object' || value === null) return value;
  const fields: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    if (random() < OFTEN / 2) continue;
    fields[key] = random() < OFTEN / 2 ? anyValue(random, context.elsewhere) : mutateDeep(inner, making);
  }
  return random() < OFTEN ? withPrototypeKeys(fields) : fields;
};
