/** A JSON object of which nothing is known. */
export type Fields = { readonly [name: string]: unknown };

/** The value of a JSON text; undefined where the text is no JSON. Never throws. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
