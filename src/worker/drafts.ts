import type { RoomId } from '../model/ids.ts';
import { type SavedDraft, supersedes } from '../model/saved-draft.ts';
import type { ReadonlySession } from './session.ts';
import type { ReadonlyStore } from './store-view.ts';
import type { Update } from './transaction.ts';

/** What saves a draft: nothing, where the saved one was written later. */
export const savingDraft = async (
  { profile }: ReadonlySession,
  store: Pick<ReadonlyStore, 'draft'>,
  roomId: RoomId,
  draft: SavedDraft,
): Promise<Required<Pick<Update, 'writes' | 'changes'>>> => {
  const isLatest = profile && supersedes(draft, await store.draft(profile.id, roomId));
  const change = { type: 'draft' as const, roomId, ...draft };
  return isLatest ? { writes: [change], changes: [change] } : { writes: [], changes: [] };
};
