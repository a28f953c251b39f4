import * as v from 'valibot';
import { Count } from './count.ts';
import { MessageId } from './ids.ts';
import { parseJson } from './json.ts';
import { Attachment } from './message.ts';

/** A file in a composer. Without `attachment` its upload had not ended. */
const UnsentFile = v.object({
  id: v.string(),
  name: v.string(),
  bytes: v.optional(Count),
  attachment: v.optional(Attachment),
});
export type UnsentFile = v.InferOutput<typeof UnsentFile>;

/** The message that is being edited; `before` and `files` are the draft and the files that the edit set aside. */
const UnsentEdit = v.object({
  id: MessageId,
  before: v.string(),
  files: v.optional(v.array(UnsentFile), []),
});
type UnsentEdit = v.InferOutput<typeof UnsentEdit>;

const decode = <T>(schema: v.GenericSchema<unknown, T>, json: string | null): T | undefined => {
  const decoded = v.safeParse(schema, parseJson(json ?? ''));
  return decoded.success ? decoded.output : undefined;
};

/** Decodes the stored files of a composer; none where nothing valid is stored. */
export const decodeFiles = (json: string | null): readonly UnsentFile[] =>
  decode(v.array(UnsentFile), json) ?? [];

/** Decodes the stored edit of a composer; undefined where nothing valid is stored. */
export const decodeEdit = (json: string | null): UnsentEdit | undefined => decode(UnsentEdit, json);

/** `list` with what was changed between `before` and `after`: what was added to it and removed from it elsewhere. */
export const withChanges = <T extends { id: string }>(
  list: readonly T[],
  before: readonly { id: string }[],
  after: readonly T[],
): T[] => {
  const has = (files: readonly { id: string }[], id: string): boolean => files.some((file) => file.id === id);
  return [
    ...list.filter(({ id }) => !has(before, id) || has(after, id)),
    ...after.filter(({ id }) => !has(before, id) && !has(list, id)),
  ];
};
