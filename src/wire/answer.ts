import type { Fields } from '../model/json.ts';
import type { Reader } from './read.ts';

/** Reads `{success: true, …}`: every answer of ElizaOS but the version (1.5.8 to 1.7.2). */
export const successOf = (reader: Reader, body: unknown): Fields => {
  const answer = reader.fields(body, 'answer');
  return answer.success === true ? answer : reader.fail('success is not true');
};

/** Reads the `data` of `{success: true, data: {…}}`. */
export const dataOf = (reader: Reader, body: unknown): Fields =>
  reader.fields(successOf(reader, body).data, 'data');
