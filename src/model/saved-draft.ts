import * as v from 'valibot';
import { justAfter, Timestamp } from './time.ts';

/** The text of a composer. `at`: when it was written (ms since the epoch), in whichever window. */
export const SavedDraft = v.object({ text: v.string(), at: Timestamp });
export type SavedDraft = v.InferOutput<typeof SavedDraft>;

export const NO_DRAFT: SavedDraft = { text: '', at: 0 };

/**
 * Whether one draft takes the place of another: the one that was written last does, whichever arrived or was saved
 * last. Two of one millisecond are told apart by their text, so that every window and the worker decide alike.
 */
export const supersedes = (draft: SavedDraft, other: SavedDraft): boolean =>
  draft.at > other.at || (draft.at === other.at && draft.text > other.text);

/** The time of what is written now, after `known`: later than those, though the clock was set back. */
export const writtenAfter = (now: number, ...known: readonly SavedDraft[]): number =>
  Math.max(now, ...known.map(({ at }) => justAfter(at)));
