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

/**
 * `list` with what was changed between `before` and `after` elsewhere: with what was added and without what was removed.
 * A file of both has the state of `after`.
 */
export const withChanges = <T extends { id: string }>(
  list: readonly T[],
  before: readonly { id: string }[],
  after: readonly T[],
): T[] => {
  const known = new Set(before.map(({ id }) => id));
  const rest = new Map(after.map((file) => [file.id, file] as const));
  const kept = list.flatMap((file) => {
    const next = rest.get(file.id);
    rest.delete(file.id);
    return next ?? (known.has(file.id) ? [] : file);
  });
  return [...kept, ...[...rest.values()].filter(({ id }) => !known.has(id))];
};
