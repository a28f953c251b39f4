import fc from 'fast-check';
import * as v from 'valibot';

/** Few, so that the same ids come together; some of them names that every object has. */
const IDS = ['a', 'b', 'c', '__proto__', 'constructor', 'toString', ' ', '"]<'];

/** Texts at the ends of what a text may be. */
const TEXTS = [
  '',
  ' ',
  'words',
  '\ud800',
  'a\udfff',
  '\u0000',
  '\u202e\u0627',
  '__proto__',
  '<img src=x onerror=alert(1)>',
  'x'.repeat(20_000),
  '\n'.repeat(500),
  'http://[',
  '**a** `b` [c](d) ```\n| e |',
  '👩‍👩‍👧‍👦'.repeat(50),
];

const NUMBERS = [
  0,
  -0,
  1,
  -1,
  0.5,
  60_000,
  Date.UTC(2026, 0),
  8.64e15,
  -8.64e15,
  8.64e15 + 1,
  Number.MAX_SAFE_INTEGER,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  Number.MIN_VALUE,
];

interface AnySchema {
  type: string;
  pipe?: readonly AnySchema[];
  wrapped?: AnySchema;
  item?: AnySchema;
  entries?: Readonly<Record<string, AnySchema>>;
  options?: readonly unknown[];
  literal?: unknown;
}

/** Values that a schema accepts, with many at its limits. Throws for a schema of an unknown kind. */
export const anyOf = <T>(schema: v.GenericSchema<unknown, T>): fc.Arbitrary<T> =>
  (from(schema as unknown as AnySchema) as fc.Arbitrary<T>).filter((value) => v.is(schema, value));

const from = (schema: AnySchema): fc.Arbitrary<unknown> => {
  const isId = schema.pipe?.some(({ type }) => type === 'brand') ?? false;
  const [first] = schema.pipe ?? [];
  if (first && first !== schema && !isId) {
    const checked = schema as unknown as v.GenericSchema;
    return from(first).filter((value) => v.is(checked, value));
  }
  switch (schema.type) {
    case 'string':
      return isId ? fc.constantFrom(...IDS) : fc.oneof(fc.constantFrom(...TEXTS), fc.string());
    case 'number':
      return fc.constantFrom(...NUMBERS);
    case 'boolean':
      return fc.boolean();
    case 'literal':
      return fc.constant(schema.literal);
    case 'picklist':
      return fc.constantFrom(...(schema.options ?? []));
    case 'optional':
      return fc.option(from(child(schema.wrapped)), { nil: undefined });
    case 'nullable':
      return fc.option(from(child(schema.wrapped)), { nil: null, freq: 4 });
    case 'array':
      return fc.array(from(child(schema.item)), { maxLength: 4 });
    case 'object':
      return fc
        .record(Object.fromEntries(Object.entries(schema.entries ?? {}).map(([key, of]) => [key, from(of)])))
        .map((fields) =>
          Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
        );
    case 'variant':
      return fc.oneof(...(schema.options ?? []).map((option) => from(option as AnySchema)));
    default:
      throw new Error(`no values are known for a schema of type ${schema.type}`);
  }
};

const child = (schema: AnySchema | undefined): AnySchema => {
  if (!schema) throw new Error('a schema has nothing in it');
  return schema;
};
