import type { Fields, Reader } from './read.ts';

/** `{success: true, …}`, as every answer but the version begins (1.5.8 to 1.7.2). */
export const successOf = (reader: Reader, body: unknown): Fields => {
  const answer = reader.fields(body, 'answer');
  return answer.success === true ? answer : reader.fail('success is not true');
};

/** `{success: true, data: {…}}`. */
export const dataOf = (reader: Reader, body: unknown): Fields =>
  reader.fields(successOf(reader, body).data, 'data');
