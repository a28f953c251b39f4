import * as v from 'valibot';
import { Count } from './count.ts';
import { MessageId } from './ids.ts';
import { Attachment } from './message.ts';

/** A file in a composer; without an attachment it was still being uploaded. */
const UnsentFile = v.object({
  id: v.string(),
  name: v.string(),
  bytes: v.optional(Count),
  attachment: v.optional(Attachment),
});
export type UnsentFile = v.InferOutput<typeof UnsentFile>;

/** The message that is being written anew, and what stood in the composer before. */
const UnsentEdit = v.object({ id: MessageId, before: v.string() });
type UnsentEdit = v.InferOutput<typeof UnsentEdit>;

const decoded = <T>(schema: v.GenericSchema<unknown, T>, kept: string | null): T | undefined => {
  try {
    return v.parse(schema, JSON.parse(kept ?? ''));
  } catch {
    return undefined;
  }
};

/** The files that were kept; none where nothing was, or nothing that can be read. */
export const decodeFiles = (kept: string | null): readonly UnsentFile[] =>
  decoded(v.array(UnsentFile), kept) ?? [];

export const decodeEdit = (kept: string | null): UnsentEdit | undefined => decoded(UnsentEdit, kept);
