import { isUuid } from '../model/ids.ts';
import { type Fields, isFields } from '../model/json.ts';
import type { DialectName } from '../model/server.ts';
import { type FieldType, type RequiredField, requiredFieldsOf } from '../wire/dialects/required-fields.ts';
import { SocketMessageType } from '../wire/events.ts';
import { maybeFields } from '../wire/read.ts';
import type { FieldCheck } from './row.ts';

/** The body of a posted message, field by field, against what servers of the dialect ask for. */
export const checkPostFields = (body: Fields, dialect: DialectName): readonly FieldCheck[] =>
  check(body, requiredFieldsOf(dialect).post);

/** SEND_MESSAGE as it was sent, field by field, against what servers of the dialect ask for. */
export const checkFields = (frame: Fields, dialect: DialectName): readonly FieldCheck[] => {
  const fields = check(maybeFields(frame.payload), requiredFieldsOf(dialect).send);
  const type = frame.type === SocketMessageType.SEND_MESSAGE ? undefined : 'wrong-type';
  return [{ field: 'type', problem: type }, ...fields];
};

const check = (fields: Fields, required: readonly RequiredField[]): readonly FieldCheck[] =>
  required.map(([field, type]) => ({ field, problem: problemOf(fields[field], type) }));

const problemOf = (value: unknown, type: FieldType): FieldCheck['problem'] => {
  if (value === undefined || value === null) return 'missing';
  switch (type) {
    case 'list':
      return Array.isArray(value) ? undefined : 'wrong-type';
    case 'object':
      return isFields(value) ? undefined : 'wrong-type';
    case 'text':
    case 'name':
    case 'id':
    case 'uuid':
      if (typeof value !== 'string') return 'wrong-type';
      if (value === '' && type !== 'name') return 'empty';
      return type === 'uuid' && !isUuid(value) ? 'no-uuid' : undefined;
    default:
      return type satisfies never;
  }
};
